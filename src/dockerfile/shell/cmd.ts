import { readPosix } from './lists.ts';

export const readCmd = readPosix;
