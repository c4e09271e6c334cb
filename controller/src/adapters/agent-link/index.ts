export { type AgentLink, createAgentLink } from './agent-link.ts';
export type { LinkDeps } from './session.ts';
