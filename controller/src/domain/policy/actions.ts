/** What can be asked of the controller. Every route declares one; who may is in `permissions.ts`. */
export const ACTIONS = [
  // anybody
  'health.read',
  'docs.read',
  'console.load',
  'session.open',
  'session.close',
  // whoever is logged in
  'session.read',
  'preferences.change',
  'feed.open',
  'city.read',
  'node.list',
  'bulletin.list',
  'broadcast.list',
  'job.read',
  'document.list',
  // within the unit
  'node.read',
  'node.listen',
  'node.add',
  'node.enrol',
  'node.tune',
  'bulletin.read',
  'bulletin.add',
  'bulletin.change',
  'bulletin.remove',
  'broadcast.read',
  'broadcast.send',
  'broadcast.stop',
  'unit.stop',
  'document.read',
  'document.put',
  'document.remove',
] as const;
export type Action = (typeof ACTIONS)[number];
