/** The words of reports, in the two languages of their readers. */
import type {
  BulletinClass,
  BulletinOrigin,
  CueSource,
  Language,
  MissedReason,
  ReportKind,
  WithheldReason,
} from '@loa/protocol/vocabulary';
import type { LedgerOutcome } from '../domain/proof/ledger.ts';

export type Said = Readonly<Record<Language, string>>;
const said = (vi: string, en: string): Said => ({ vi, en });

export const REPORT_TITLES: Readonly<Record<ReportKind, Said>> = {
  'as-run': said('Kết quả phát theo cụm loa', 'As-run report'),
  minutes: said('Thời lượng phát thanh', 'Minutes aired'),
  diary: said('Nhật ký phát thanh', 'Broadcast diary'),
  royalties: said('Bảng kê nhuận bút', 'List for royalties'),
  effort: said('Thời gian chuẩn bị bản tin', 'From making to the air'),
};

export const CLASS_WORDS: Readonly<Record<BulletinClass, Said>> = {
  normal: said('Thông thường', 'Normal'),
  priority: said('Ưu tiên', 'Priority'),
  emergency: said('Khẩn cấp', 'Emergency'),
};

export const SOURCE_WORDS: Readonly<Record<CueSource, Said>> = {
  relay: said('Tiếp âm', 'Relay'),
  scheduled: said('Bản tin', 'Bulletin'),
  live: said('Nói trực tiếp', 'Live voice'),
};

export const ORIGIN_WORDS: Readonly<Record<BulletinOrigin, Said>> = {
  file: said('Tệp của thành phố', 'City file'),
  upload: said('Tệp tải lên', 'Upload'),
  recorded: said('Ghi âm', 'Recorded'),
  spoken: said('Giọng đọc máy', 'Spoken by a voice'),
  talk: said('Ghi lại lời nói trực tiếp', 'Recording of live voice'),
};

export const OUTCOME_WORDS: Readonly<Record<LedgerOutcome, Said>> = {
  planned: said('Chờ phát', 'Planned'),
  sounding: said('Đang phát', 'Sounding'),
  full: said('Phát đủ', 'Heard in full'),
  part: said('Phát một phần', 'Heard in part'),
  missed: said('Không phát', 'Missed'),
  unknown: said('Chưa báo về', 'Not reported'),
  withheld: said('Không phát theo quy định', 'Withheld by a rule'),
};

/** Why something was not heard, or is kept back: the same words in reports, in what explains it and on screen. */
export const REASON_WORDS: Readonly<Record<MissedReason | WithheldReason, Said>> = {
  preempted: said(
    'bản tin có mức cao hơn chiếm loa',
    'something of higher rank held the loudspeaker',
  ),
  collision: said('bản tin cùng mức đã phát trước', 'something of equal rank had started first'),
  stopped: said('có người cho dừng', 'a person stopped it'),
  expired: said('hết hạn trước khi kịp phát', 'it expired before it could sound'),
  'node-offline': said('cụm loa không hoạt động', 'the node was not running'),
  'joined-late': said(
    'cụm loa khởi động hoặc nhận lệnh muộn',
    'the node started or got the order late',
  ),
  'asset-missing': said('tệp âm thanh chưa tới cụm loa', 'the sound had not reached the node'),
  'asset-corrupt': said('tệp âm thanh bị hỏng', 'the sound was damaged'),
  'not-authorised': said(
    'chưa được cấp phép trên cụm loa này',
    'it is not authorised on this node',
  ),
  'clock-untrusted': said('cụm loa không biết chắc giờ', 'the node did not know the time'),
  'sink-failed': said('đầu ra âm thanh bị hỏng', 'the sound output failed'),
  withdrawn: said('đã được rút khỏi lịch phát thanh', 'it was taken out of the plan'),
  muted: said('phường đã tắt tiếng cụm loa này', 'who answers for the node has silenced it'),
  'quiet-hours': said('ngoài khung giờ được phát', 'outside the hours its class may sound'),
  'air-time': said('đã hết thời lượng phát của khung giờ', 'the minutes of its class are used up'),
  suspended: said('bị tạm ngừng trong những ngày này', 'suspended on these days'),
  'session-full': said('không còn chỗ trong buổi phát thanh', 'it did not fit into its session'),
  'not-approved': said('bản tin chưa được duyệt', 'its bulletin is not approved'),
  'bulletin-expired': said(
    'bản tin ngoài thời hạn hiệu lực',
    'its bulletin is not valid on that day',
  ),
  'no-sound': said('bản tin không còn âm thanh', 'its bulletin has no sound'),
};

export const REPORT_PHRASES = {
  unit: said('Địa bàn', 'Unit'),
  period: said('Từ ngày {from} đến ngày {to}', 'From {from} to {to}'),
  madeAt: said('Lập lúc {time} ngày {day}', 'Made at {time} on {day}'),
  total: said('Tổng cộng', 'Total'),
  median: said('Trung vị', 'Median'),
  maker: said('Người lập', 'Made by'),
  signer: said('Thủ trưởng đơn vị', 'Head of the office'),
  programme: said('Lịch phát thanh', 'Broadcast programme'),
  until: said('Chỉ đến', 'Only until'),
  empty: said('Không có lượt phát nào trong thời gian này.', 'Nothing in this period.'),
} as const;
