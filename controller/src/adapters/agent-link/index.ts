export { type AgentLink, createAgentLink } from './agent-link.ts';
