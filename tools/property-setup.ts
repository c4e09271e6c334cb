/**
 * Setup of every test file with properties: one seed, so that a run is the same today and tomorrow.
 * Fresh seeds are for `npm run proof -- properties`.
 */
import fc from 'fast-check';
import { inject } from 'vitest';

fc.configureGlobal({ seed: inject('propertySeed') });
