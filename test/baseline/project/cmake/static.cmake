set(CMAKE_EXE_LINKER_FLAGS "-static-libgcc -static-libstdc++")
