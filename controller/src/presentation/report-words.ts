/** The words of reports, in the two languages of their readers. */
import type {
  BulletinClass,
  BulletinOrigin,
  CueSource,
  Language,
  MissedReason,
  WithheldReason,
} from '@loa/protocol/vocabulary';
import type { LedgerOutcome } from '../domain/proof/ledger.ts';
import type { ReportKind } from '../engine/report-writer-port.ts';

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

export const REASON_WORDS: Readonly<Record<MissedReason | WithheldReason, Said>> = {
  preempted: said('bản tin có mức cao hơn chiếm loa', 'something of higher rank held the air'),
  collision: said('bản tin cùng mức đã phát trước', 'something of equal rank had started'),
  stopped: said('có người cho dừng', 'a person stopped it'),
  expired: said('hết hạn trước khi kịp phát', 'its validity ended before it could sound'),
  'node-offline': said('cụm loa không hoạt động', 'the node was not running'),
  'joined-late': said('cụm loa khởi động hoặc nhận lệnh muộn', 'the node started or got it late'),
  'asset-missing': said('tệp âm thanh chưa tới cụm loa', 'its sound had not reached the node'),
  'asset-corrupt': said('tệp âm thanh bị hỏng', 'its sound was damaged'),
  'not-authorised': said('chưa được cấp phép trên cụm loa này', 'not authorised on this node'),
  'clock-untrusted': said('cụm loa không biết chắc giờ', 'the node did not know the time'),
  'sink-failed': said('đầu ra âm thanh bị hỏng', 'the sound output failed'),
  withdrawn: said('đã được rút khỏi lịch phát thanh', 'withdrawn from the plan'),
  muted: said('phường đã tắt tiếng cụm loa này', 'the ward has silenced the node'),
  'quiet-hours': said('ngoài giờ được phát', 'outside the hours of its class'),
  'air-time': said('đã hết thời lượng được phát', 'the minutes of its class were used up'),
  suspended: said('ngày tạm ngừng phát', 'a day on which it is suspended'),
  'session-full': said('buổi phát thanh đã đủ thời lượng', 'it did not fit into its session'),
  'not-approved': said('bản tin chưa được duyệt', 'the bulletin was not approved'),
  'bulletin-expired': said('bản tin ngoài thời hạn hiệu lực', 'outside the bulletin’s validity'),
  'no-sound': said('bản tin không còn âm thanh', 'the bulletin has no sound any more'),
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
