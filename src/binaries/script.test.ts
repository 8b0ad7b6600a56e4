import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScript } from './script.ts';

const cases: [text: string, expected: ReturnType<typeof readScript>][] = [
  ['#!/bin/sh\nexec a\n', { interpreter: '/bin/sh' }],
  ['#! \t/bin/sh -e  \n', { interpreter: '/bin/sh', argument: '-e' }],
  ['#!/usr/bin/env -S node --a b\n', { interpreter: '/usr/bin/env', argument: '-S node --a b' }],
  ['#!/bin/sh\r\n', { interpreter: '/bin/sh\r' }],
  ['#!/bin/sh', { interpreter: '/bin/sh' }],
  ['#!\n', { interpreter: '' }],
  ['#!   \n', { interpreter: '' }],
  [`#!/${'a'.repeat(300)}\n`, { interpreter: `/${'a'.repeat(253)}`, isTooLong: true }],
  [`#!/bin/sh ${'a'.repeat(300)}\n`, { interpreter: '/bin/sh', argument: 'a'.repeat(246) }],
];

for (const [text, expected] of cases)
  test(JSON.stringify(text.slice(0, 40)), () => assert.deepEqual(readScript(Buffer.from(text)), expected));
