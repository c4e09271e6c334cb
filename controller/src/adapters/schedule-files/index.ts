export { type ApplyReply, applyScheduleFile } from './apply-schedule-file.ts';
export { createDeclaredNodesFile } from './declared-nodes-file.ts';
export { problemLine, readScheduleFile } from './read-schedule-file.ts';
