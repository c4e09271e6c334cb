export * from './handlers.ts';
export * from './link.ts';
export {
  type LinkSocket,
  type OpenLinkSocket,
  openWebSocket,
} from './socket.ts';
export * from './uplink.ts';
