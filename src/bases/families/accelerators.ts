import type { Family } from '../family.ts';
import { read, unread } from '../source.ts';
import { usually } from './shared.ts';

const nvidiaEntry = ['/opt/nvidia/nvidia_entrypoint.sh'];

/** Images that need an accelerator's driver on the host: its device group is then part of the deployment. */
export const accelerators: readonly Family[] = [
  {
    name: 'nvidia/cuda',
    repositories: ['nvidia/cuda', 'nvcr.io/nvidia/cuda'],
    kind: 'accelerator',
    source: read(
      'dist/12.4.1/ubuntu2204 of NVIDIA’s CUDA images, base, runtime and devel, in a copy',
      'the other systems',
    ),
    examples: [
      'nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04',
      'nvidia/cuda:12.6.2-base-ubuntu24.04',
      'nvcr.io/nvidia/cuda:12.2.0-runtime-ubi8',
      'nvidia/cuda:11.8.0-cudnn8-runtime-rockylinux8',
    ],
    runtime: 'cuda',
    facts: {
      environment: { NVIDIA_VISIBLE_DEVICES: 'all', NVIDIA_DRIVER_CAPABILITIES: 'compute,utility' },
      environmentNames: ['NVARCH', 'NVIDIA_REQUIRE_CUDA', 'CUDA_VERSION', 'PATH', 'LD_LIBRARY_PATH'],
      health: false,
      ports: [],
      volumes: [],
    },
    words: 'cudnn',
    wordPattern: /^cudnn\d*$/,
    variants: [
      { when: 'base', facts: { sizeClass: 'medium' } },
      { when: 'ubuntu', facts: { tools: ['gpg'], lacks: ['wget', 'git', 'nc'] } },
      { when: 'ubuntu !devel', facts: { lacks: ['curl', 'gcc', 'make'] } },
      { when: 'runtime', facts: { entrypoint: nvidiaEntry, sizeClass: 'huge' } },
      {
        when: 'devel',
        facts: {
          entrypoint: nvidiaEntry,
          tools: ['nvcc', 'gcc', 'g++', 'make'],
          development: true,
          sizeClass: 'huge',
        },
      },
    ],
  },
  {
    name: 'nvidia/frameworks',
    repositories: [
      'pytorch',
      'tensorflow',
      'tritonserver',
      'tensorrt',
      'rapidsai/base',
      'nemo',
      'jax',
      'merlin/merlin-pytorch',
    ].map((name) => `nvcr.io/nvidia/${name}`),
    kind: 'accelerator',
    source: unread('NVIDIA NGC framework container release notes'),
    examples: ['nvcr.io/nvidia/pytorch:24.10-py3', 'nvcr.io/nvidia/tritonserver:24.10-py3'],
    facts: {
      entrypoint: nvidiaEntry,
      shells: ['sh', 'bash'],
      packageManagers: ['apt', 'pip'],
      tools: ['apt-get', 'dpkg', 'python', 'python3'],
      sizeClass: 'huge',
    },
    words: 'sdk min igpu vllm trtllm python tf2 tf1 pyt pypi',
    wordPattern: /^py\d$/,
  },
  {
    name: 'pytorch',
    repositories: ['pytorch/pytorch'],
    kind: 'accelerator',
    source: read('Dockerfile and docker.Makefile of pytorch/pytorch, of 2024'),
    examples: [
      'pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime',
      'pytorch/pytorch:2.4.0-cuda12.1-cudnn9-devel',
    ],
    runtime: 'pytorch',
    system: usually('ubuntu'),
    facts: {
      entrypoint: null,
      workdir: '/workspace',
      packageManagers: ['pip', 'conda'],
      tools: ['python', 'python3'],
      environment: { NVIDIA_VISIBLE_DEVICES: 'all', NVIDIA_DRIVER_CAPABILITIES: 'compute,utility' },
      sizeClass: 'huge',
    },
    forget: ['command'],
    words: 'runtime',
    wordPattern: /^(?:cuda[\d.]+|cudnn\d*)$/,
    // The devel image stands on CUDA's.
    variants: [
      {
        when: 'devel',
        facts: {
          entrypoint: nvidiaEntry,
          tools: ['nvcc', 'gcc', 'g++', 'make'],
          development: true,
        },
      },
    ],
  },
  {
    name: 'tensorflow',
    repositories: ['tensorflow/tensorflow'],
    kind: 'accelerator',
    source: read(
      'tensorflow/tools/dockerfiles of tensorflow/tensorflow: gpu, of 2.2',
      'the releases since, and Jupyter',
    ),
    examples: [
      'tensorflow/tensorflow:2.18.0-gpu',
      'tensorflow/tensorflow:2.18.0',
      'tensorflow/tensorflow:latest-gpu-jupyter',
    ],
    runtime: 'tensorflow',
    system: usually('ubuntu'),
    facts: { packageManagers: ['pip'], tools: ['python', 'python3'], sizeClass: 'huge' },
    words: 'gpu nightly custom op',
    forget: ['command'],
    variants: [
      { when: 'jupyter', facts: { ports: ['8888/tcp'], workdir: '/tf' } },
      { when: 'devel', facts: { development: true, tools: ['git', 'gcc'] } },
    ],
  },
  {
    name: 'rocm',
    repositories: [
      ...['20.04', '22.04', '24.04'].flatMap((release) => [`rocm/dev-ubuntu-${release}`]),
      'rocm/rocm-terminal',
      'rocm/pytorch',
      'rocm/tensorflow',
      'rocm/vllm',
    ],
    kind: 'accelerator',
    source: read('dev/Dockerfile-ubuntu-22.04 of ROCm/ROCm-docker', 'rocm-terminal and the frameworks'),
    examples: ['rocm/dev-ubuntu-22.04:6.2', 'rocm/pytorch:latest'],
    system: (_tag, repository) => {
      const release = /dev-ubuntu-(\d\d\.\d\d)$/.exec(repository)?.[1];
      return { id: 'ubuntu', ...(release ? { version: release } : {}) };
    },
    facts: { tools: ['rocminfo', 'sudo'], sizeClass: 'huge' },
    words: 'complete',
    forget: ['command', 'user'],
    more: (_tag, repository) =>
      repository.startsWith('rocm/dev-')
        ? {
            user: { text: '', uid: 0, gid: 0 },
            development: true,
            tools: ['hipcc', 'gcc', 'g++', 'make', 'curl', 'gpg', 'file', 'python3'],
          }
        : repository === 'rocm/rocm-terminal'
          ? { user: { text: 'rocm-user' } }
          : { packageManagers: ['pip'], tools: ['python3'] },
  },
  {
    name: 'intel',
    repositories: [
      'intel/oneapi-basekit',
      'intel/oneapi-hpckit',
      'intel/intel-extension-for-pytorch',
      'intel/intel-optimized-pytorch',
    ],
    kind: 'accelerator',
    source: read('basekit/Dockerfile.ubuntu-22.04 of intel/oneapi-containers', 'the other images'),
    examples: ['intel/oneapi-basekit:2025.0.0-0-devel-ubuntu22.04'],
    system: usually('ubuntu'),
    facts: { sizeClass: 'huge' },
    words: 'devel xpu pip base jupyter serving idp',
    more: (_tag, repository) =>
      repository.includes('kit')
        ? { development: true, tools: ['gcc', 'g++', 'make', 'git', 'curl', 'wget', 'ssh'] }
        : { tools: ['python3'], packageManagers: ['pip'] },
    forget: ['command', 'entrypoint'],
  },
  {
    name: 'vllm',
    repositories: ['vllm/vllm-openai'],
    kind: 'accelerator',
    source: read('docker/Dockerfile of vllm-project/vllm, of 2025'),
    examples: ['vllm/vllm-openai:v0.6.4'],
    system: usually('ubuntu'),
    facts: {
      entrypoint: ['python3', '-m', 'vllm.entrypoints.openai.api_server'],
      packageManagers: ['pip', 'uv'],
      workdir: '/vllm-workspace',
      tools: ['python3', 'curl', 'wget', 'git', 'sudo', 'ffmpeg'],
      sizeClass: 'huge',
    },
  },
  {
    name: 'ollama',
    repositories: ['ollama/ollama'],
    kind: 'accelerator',
    source: read('Dockerfile of ollama/ollama, of 2024', 'ROCm'),
    setsNothingElse: true,
    examples: ['ollama/ollama:0.4.2', 'ollama/ollama:rocm'],
    system: usually('ubuntu'),
    facts: {
      entrypoint: ['/bin/ollama'],
      command: ['serve'],
      ports: ['11434/tcp'],
      tools: ['ollama'],
      environment: { OLLAMA_HOST: '0.0.0.0:11434' },
      sizeClass: 'huge',
    },
    words: 'rocm',
  },
  {
    name: 'huggingface',
    repositories: [
      'ghcr.io/huggingface/text-generation-inference',
      'ghcr.io/huggingface/text-embeddings-inference',
      'huggingface/transformers-pytorch-gpu',
    ],
    kind: 'accelerator',
    source: unread('huggingface/text-generation-inference and text-embeddings-inference Dockerfiles'),
    examples: ['ghcr.io/huggingface/text-generation-inference:2.4.0'],
    facts: { sizeClass: 'huge' },
    words: 'rocm intel cpu xpu',
  },
];
