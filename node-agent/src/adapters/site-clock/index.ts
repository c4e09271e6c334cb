export { type OpenDatagrams, openUdp } from './datagrams.ts';
export { UdpSiteClock } from './site-clock.ts';
