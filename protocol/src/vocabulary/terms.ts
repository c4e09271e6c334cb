/** Bulletin classes of Thông tư 39/2020/TT-BTTTT, low to high. */
export const BULLETIN_CLASSES = ['normal', 'priority', 'emergency'] as const;
export type BulletinClass = (typeof BULLETIN_CLASSES)[number];

/** How far a bulletin is on its way to the air. `expired` follows from its validity. */
export const BULLETIN_STATES = ['draft', 'submitted', 'approved', 'returned', 'expired'] as const;
export type BulletinState = (typeof BULLETIN_STATES)[number];

/** Thousandths of a sound: who was played so much of it has heard it. */
export const HEARD_PERMILLE = 900;

/** Where a bulletin's sound came from. */
export const BULLETIN_ORIGINS = [
  'file', // beside the city file
  'upload',
  'recorded', // at the console's microphone
  'spoken', // typed, and spoken by a voice
  'talk', // the recording of live voice
] as const;
export type BulletinOrigin = (typeof BULLETIN_ORIGINS)[number];

/** Who let a bulletin on the air. */
export const APPROVALS = [
  'second-person',
  'standing', // by its template, reviewed afterwards
  'afterwards', // its unit looks at what was sent
  'break-glass', // its author, for a stated reason
  'city-file',
  'own-voice', // who may speak live said it themselves
] as const;
export type Approval = (typeof APPROVALS)[number];

/** Where a cue's sound comes from, low to high in the order of things. */
export const CUE_SOURCES = ['relay', 'scheduled', 'live'] as const;
export type CueSource = (typeof CUE_SOURCES)[number];

/** What becomes of a cue that was preempted. `drop` ends it. */
export const WHEN_PREEMPTED = ['continue', 'restart', 'drop'] as const;
export type WhenPreempted = (typeof WHEN_PREEMPTED)[number];

/** Why an item of the plan was not heard, or not in full. A closed list: every report uses it. */
export const MISSED_REASONS = [
  'preempted', // something of higher rank held the air
  'collision', // something of equal rank had started first
  'stopped', // a person stopped it
  'expired', // its validity ended before it could sound
  'node-offline', // the node was not running
  'joined-late', // the node started or received it after its beginning
  'asset-missing', // its sound had not reached the node
  'asset-corrupt', // its sound did not match its hash
  'not-authorised', // no valid authorisation covers it on this node
  'clock-untrusted', // the node did not know the time
  'sink-failed', // the sound output failed
  'withdrawn', // a newer plan no longer has it
  'muted', // who answers for the node has silenced it
] as const;
export type MissedReason = (typeof MISSED_REASONS)[number];

/** Why what is planned is kept from the air, before any node is told of it. */
export const WITHHELD_REASONS = [
  'quiet-hours', // its class may not sound at that time
  'air-time', // the minutes of its class are used up
  'suspended', // the day is different
  'session-full', // it did not fit into its session
  'not-approved',
  'bulletin-expired', // outside the bulletin's validity
  'no-sound', // its bulletin has none any more
  'withdrawn', // it was taken off the programme; it is told of where a node sounded it all the same
] as const;
export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/** Units of a dated tree; nothing depends on a fixed depth. */
export const UNIT_KINDS = [
  'province',
  'city',
  'district',
  'ward',
  'commune',
  'neighbourhood',
] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** Faults a node reports about itself. `clock-untrusted` also stops timed items. */
export const NODE_FAULTS = [
  'cpu-hot', // above 80 °C
  'cpu-busy', // load above 2 per core over a minute
  'memory-low', // under 10 % free
  'storage-low', // under 10 % or 64 MiB free
  'storage-failed', // a write to the state folder failed
  'clock-untrusted',
  'sink-failed',
  'underruns', // 3 or more in the last minute
  'assets-missing', // sound due within the hour is not held
  'unsynchronised', // the output cannot say which frame is heard: sound is not in step
] as const;
export type NodeFault = (typeof NODE_FAULTS)[number];

/** How far the node trusts its notion of the controller's timeline. */
export const CLOCK_STATES = ['synchronised', 'holdover', 'civil', 'untrusted'] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

export const SINK_KINDS = ['pulse', 'pacat', 'alsa', 'simulated', 'wav'] as const;
export type SinkKind = (typeof SINK_KINDS)[number];

/** What a node has of a stream: hears it, has fallen behind, says nothing, is not connected. */
export const HEARING_STATES = ['hearing', 'behind', 'silent', 'offline'] as const;
export type HearingState = (typeof HEARING_STATES)[number];

/** How live voice ended. */
export const LIVE_ENDS = [
  'released', // the speaker let go
  'stopped', // another person stopped it
  'microphone-lost', // no sound came from the console any more
  'limit', // the longest time one talk may last
  'interrupted', // the controller stopped in the middle of it
] as const;
export type LiveEnd = (typeof LIVE_ENDS)[number];

/** Why the source of a relay brings nothing, or nothing more. */
export const RELAY_FAULTS = [
  'host-not-listed', // its host, or one that it leads to, is not in the city's list
  'host-unknown', // its name has no address
  'address-not-listed', // its name leads into a network of our own
  'unreachable', // no answer, or none in time
  'answer-bad', // it answered with an error
  'not-sound', // what came cannot be read as sound
  'playlist-bad', // a playlist that cannot be followed
  'stalled', // nothing came any more
  'ended', // it ended by itself
] as const;
export type RelayFault = (typeof RELAY_FAULTS)[number];

/** Who a person is in the city. `admin` installs; it broadcasts nothing. */
export const ROLES = ['broadcaster', 'culture-office', 'technician', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** As-run ledger, minutes aired, broadcast diary, list for royalties, from making to the air. */
export const REPORT_KINDS = ['as-run', 'minutes', 'diary', 'royalties', 'effort'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export const REPORT_FORMATS = ['csv', 'xlsx', 'html', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
