export { lanNames } from './lan-names.ts';
export { type Certificate, openLocalCa } from './local-ca.ts';
