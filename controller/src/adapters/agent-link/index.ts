export { createNodeLink, type NodeLink } from './node-link.ts';
