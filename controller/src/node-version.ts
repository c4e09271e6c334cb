/** Node of which the controller is made; better-sqlite3 crashes without a message below 22. */
const OLDEST_NODE = 22;

export function refuseOldNode(version: string = process.versions.node): void {
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return;
  process.stderr.write(
    `The controller needs Node ${OLDEST_NODE} or newer, this is ${version}. ` +
      'Start it through npm (npm start), which brings Node 24.\n',
  );
  process.exit(1);
}
