import { readPosix } from './lists.ts';

export const readPowershell = readPosix;
