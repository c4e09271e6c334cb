export { type LanNames, lanNames } from './lan-names.ts';
export { type Certificate, type LocalCa, openLocalCa } from './local-ca.ts';
