import type { Language, MissedReason, WithheldReason } from '@loa/protocol/vocabulary';
import type { Caution } from '../domain/proof/explain.ts';
import type { OrderRule } from '../domain/proof/order-rule.ts';

type Reason = MissedReason | WithheldReason;

/** The words a verdict is put in; `{…}` is filled in. */
export interface VerdictWords {
  readonly rules: Readonly<Record<OrderRule, string>>;
  readonly reasons: Readonly<Record<Reason, string>>;
  readonly cautions: Readonly<Record<Caution, string>>;
  readonly sentences: typeof SENTENCES_VI;
  readonly otherBroadcast: string;
  readonly unknownReason: string;
}

const SENTENCES_VI = {
  plays: 'Sẽ phát lúc {start}, đến {end}.',
  late: 'Sẽ phát muộn lúc {start} thay vì {planned}, sau “{by}” ({rule}).',
  cutAndGoesOn: 'Sẽ phát lúc {start}, bị “{by}” cắt lúc {cut} ({rule}), phát tiếp lúc {resume}.',
  cutAndAnew:
    'Sẽ phát lúc {start}, bị “{by}” cắt lúc {cut} ({rule}), phát lại từ đầu lúc {resume}.',
  cutForGood: 'Sẽ phát lúc {start}, bị “{by}” cắt lúc {cut} ({rule}) và không phát tiếp.',
  crowdedOut: 'Sẽ không phát vì “{by}” đang chiếm loa ({rule}).',
  withheld: 'Sẽ không phát: {reason}.',
  withheldBy: 'Sẽ không phát: {reason} (theo “{document}”).',
  muted: 'Sẽ không phát: cụm loa đang được tắt tiếng (theo “{document}”).',
  stopped: 'Không phát tiếp: đã được cho dừng lúc {at}.',
  expires: 'Sẽ phát lúc {start} nhưng hết hạn trước khi phát hết.',
  expiresUnheard: 'Sẽ không phát: hết hạn trước khi kịp phát.',
  notAimed: 'Không phát ở cụm loa này: cụm loa không nằm trong nơi phát.',
  sounding: 'Đang phát, từ {start}.',
  heard: 'Đã phát đủ, bắt đầu lúc {start}.',
  part: 'Chỉ phát được {heard} trên {whole}: {reason}.',
  missed: 'Không phát: {reason}.',
  partBy: 'Chỉ phát được {heard} trên {whole}: {reason}, do “{by}” ({rule}).',
  missedBy: 'Không phát: {reason}, do “{by}” ({rule}).',
  noWord: 'Chưa rõ: cụm loa chưa báo về.',
};

const VI: VerdictWords = {
  sentences: SENTENCES_VI,
  otherBroadcast: 'một lượt phát khác',
  unknownReason: 'không rõ lý do',
  rules: {
    emergency: 'khẩn cấp được phát trước mọi bản tin khác',
    'newer-emergency': 'bản tin khẩn cấp mới hơn được phát trước',
    live: 'phát trực tiếp được ưu tiên hơn chương trình',
    'over-relay': 'chương trình được ưu tiên hơn tiếp âm',
    class: 'loại bản tin cao hơn được phát trước',
    priority: 'mức ưu tiên cao hơn được phát trước',
    'first-come': 'cùng mức, bản tin bắt đầu trước được phát hết',
  },
  reasons: {
    preempted: 'bản tin có mức cao hơn chiếm loa',
    collision: 'bản tin cùng mức đã phát trước',
    stopped: 'có người cho dừng',
    expired: 'hết hạn trước khi kịp phát',
    'node-offline': 'cụm loa không hoạt động',
    'joined-late': 'cụm loa khởi động hoặc nhận lệnh muộn',
    'asset-missing': 'tệp âm thanh chưa tới cụm loa',
    'asset-corrupt': 'tệp âm thanh bị hỏng',
    'not-authorised': 'chưa được cấp phép trên cụm loa này',
    'clock-untrusted': 'cụm loa không biết chắc giờ',
    'sink-failed': 'đầu ra âm thanh bị hỏng',
    withdrawn: 'đã được rút khỏi lịch phát thanh',
    muted: 'phường đã tắt tiếng cụm loa này',
    'quiet-hours': 'ngoài khung giờ được phát',
    'air-time': 'đã hết thời lượng phát của khung giờ',
    suspended: 'bị tạm ngừng trong những ngày này',
    'session-full': 'không còn chỗ trong buổi phát thanh',
    'not-approved': 'bản tin chưa được duyệt',
    'bulletin-expired': 'bản tin ngoài thời hạn hiệu lực',
    'no-sound': 'bản tin không còn âm thanh',
  },
  cautions: {
    'not-enrolled': 'Cụm loa chưa đăng ký nên chưa nhận lịch.',
    'node-offline': 'Cụm loa đang mất liên lạc; nó phát theo lịch đã nhận.',
    'plan-not-held': 'Cụm loa chưa nhận lịch mới nhất.',
    'sound-not-held': 'Cụm loa còn thiếu âm thanh sắp phát.',
    'clock-untrusted': 'Cụm loa chưa chắc giờ nên không phát mục hẹn giờ.',
  },
};

const EN: VerdictWords = {
  sentences: {
    plays: 'Plays at {start}, until {end}.',
    late: 'Starts late, at {start} instead of {planned}, after “{by}” ({rule}).',
    cutAndGoesOn: 'Plays at {start}, is cut at {cut} by “{by}” ({rule}), goes on at {resume}.',
    cutAndAnew: 'Plays at {start}, is cut at {cut} by “{by}” ({rule}), begins anew at {resume}.',
    cutForGood: 'Plays at {start}, is cut at {cut} by “{by}” ({rule}) and does not go on.',
    crowdedOut: 'Will not play: “{by}” has the loudspeaker ({rule}).',
    withheld: 'Will not play: {reason}.',
    withheldBy: 'Will not play: {reason} (by “{document}”).',
    muted: 'Will not play: the node is silenced (by “{document}”).',
    stopped: 'Plays no further: stopped at {at}.',
    expires: 'Plays at {start} and expires before its end.',
    expiresUnheard: 'Will not play: it expires before it can sound.',
    notAimed: 'Does not play here: the node is not among its targets.',
    sounding: 'Sounds, since {start}.',
    heard: 'Was heard in full, from {start}.',
    part: 'Was heard for {heard} of {whole}: {reason}.',
    missed: 'Was not heard: {reason}.',
    partBy: 'Was heard for {heard} of {whole}: {reason}, by “{by}” ({rule}).',
    missedBy: 'Was not heard: {reason}, by “{by}” ({rule}).',
    noWord: 'Not known: the node has not reported yet.',
  },
  otherBroadcast: 'another broadcast',
  unknownReason: 'no reason known',
  rules: {
    emergency: 'an emergency goes before everything',
    'newer-emergency': 'the newer emergency goes first',
    live: 'live voice goes before the programme',
    'over-relay': 'the programme goes before a relay',
    class: 'the higher class goes first',
    priority: 'the higher priority goes first',
    'first-come': 'of equals, what began first is heard to its end',
  },
  reasons: {
    preempted: 'something of higher rank held the loudspeaker',
    collision: 'something of equal rank had started first',
    stopped: 'a person stopped it',
    expired: 'it expired before it could sound',
    'node-offline': 'the node was not running',
    'joined-late': 'the node started or got the order late',
    'asset-missing': 'the sound had not reached the node',
    'asset-corrupt': 'the sound was damaged',
    'not-authorised': 'it is not authorised on this node',
    'clock-untrusted': 'the node did not know the time',
    'sink-failed': 'the sound output failed',
    withdrawn: 'it was taken out of the plan',
    muted: 'who answers for the node has silenced it',
    'quiet-hours': 'outside the hours its class may sound',
    'air-time': 'the minutes of its class are used up',
    suspended: 'suspended on these days',
    'session-full': 'it did not fit into its session',
    'not-approved': 'its bulletin is not approved',
    'bulletin-expired': 'its bulletin is not valid on that day',
    'no-sound': 'its bulletin has no sound',
  },
  cautions: {
    'not-enrolled': 'The node is not enrolled and has no plan yet.',
    'node-offline': 'The node is not connected; it plays what it holds.',
    'plan-not-held': 'The newest plan has not reached the node.',
    'sound-not-held': 'The node lacks sound that is due soon.',
    'clock-untrusted': 'The node does not trust its clock and plays no timed item.',
  },
};

export const VERDICT_WORDS: Readonly<Record<Language, VerdictWords>> = { vi: VI, en: EN };
