import { setFlagsFromString } from 'node:v8';

/**
 * The nursery of the heap stays at its first size. What an agent makes anew is small and short-lived,
 * so that a larger one costs 4 MB and saves nothing. Imported first: it has grown otherwise by the
 * time the program's own modules are there.
 */
setFlagsFromString('--semi-space-growth-factor=1');
