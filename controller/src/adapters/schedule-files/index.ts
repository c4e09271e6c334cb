export { applyScheduleFile, compareScheduleFile } from './apply-schedule-file.ts';
export { createDeclaredNodesFile } from './declared-nodes-file.ts';
export { exportCity } from './export-city.ts';
export { problemLine, readScheduleFile } from './read-schedule-file.ts';
export type { ApplyReply } from './reply.ts';
