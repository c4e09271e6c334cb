import type { Language, MissedReason, WithheldReason } from '@loa/protocol/vocabulary';
import type { Caution } from '../domain/proof/explain.ts';
import type { OrderRule } from '../domain/proof/order-rule.ts';
import { REASON_WORDS } from './report-words.ts';

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
  withheldHours: 'Sẽ không phát: {reason} (theo “{document}”; {who}).',
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

function reasonsIn(language: Language): VerdictWords['reasons'] {
  const said = Object.entries(REASON_WORDS).map(([reason, words]) => [reason, words[language]]);
  return Object.fromEntries(said) as VerdictWords['reasons'];
}

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
  reasons: reasonsIn('vi'),
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
    withheldHours: 'Will not play: {reason} (by “{document}”; {who}).',
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
  reasons: reasonsIn('en'),
  cautions: {
    'not-enrolled': 'The node is not enrolled and has no plan yet.',
    'node-offline': 'The node is not connected; it plays what it holds.',
    'plan-not-held': 'The newest plan has not reached the node.',
    'sound-not-held': 'The node lacks sound that is due soon.',
    'clock-untrusted': 'The node does not trust its clock and plays no timed item.',
  },
};

export const VERDICT_WORDS: Readonly<Record<Language, VerdictWords>> = { vi: VI, en: EN };
