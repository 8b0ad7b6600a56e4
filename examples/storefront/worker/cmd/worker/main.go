// Command worker turns the pictures of new articles into thumbnails.
package main

/*
#include <math.h>
#cgo LDFLAGS: -lm
*/
import "C"

import (
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	tick := time.NewTicker(5 * time.Second)
	for {
		select {
		case <-tick.C:
			log.Printf("thumbnail edge: %d", int(C.ceil(127.5)))
		case <-stop:
			return
		}
	}
}
