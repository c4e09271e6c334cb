// Starts the controller. Plain JavaScript, so that an older Node can read it and say what is missing:
// the sources are TypeScript, which Node runs by itself since 22.18.
const OLDEST = [22, 18];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `The controller needs Node ${OLDEST.join('.')} or newer, this is ${process.versions.node}. ` +
      'Start it with npm run controller, which brings Node 24.\n',
  );
  process.exitCode = 1;
} else {
  await import('./src/main.ts');
}
