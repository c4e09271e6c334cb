/** Figures from standard input, one JSON object a line, as the tables of docs/PERFORMANCE.md. */
import { text } from 'node:stream/consumers';
import type { Figure } from './report.ts';
import { tablesOf } from './tables.ts';

const lines = (await text(process.stdin)).split('\n').filter((line) => line.startsWith('{'));
process.stdout.write(`${tablesOf(lines.map((line) => JSON.parse(line) as Figure))}\n`);
