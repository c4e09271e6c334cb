import { LANGUAGES, type Language } from '@loa/protocol/vocabulary';

/** What stands on the page; nothing of it comes from a request but the console's address. */
export interface TrustPageFacts {
  readonly consoleUrl: string;
  readonly path: string;
  readonly fingerprint: string;
}

interface Words {
  readonly title: string;
  readonly why: string;
  readonly first: string;
  readonly download: string;
  readonly compare: string;
  readonly second: string;
  readonly steps: readonly (readonly [device: string, how: string])[];
  readonly third: string;
  readonly open: string;
  readonly undo: string;
}

const WORDS: Record<Language, Words> = {
  vi: {
    title: 'Mở Loa an toàn trong mạng nội bộ',
    why: 'Trình duyệt chỉ cho dùng micro trên trang HTTPS. Làm ba bước sau một lần trên mỗi thiết bị; chứng thư này chỉ có giá trị với các địa chỉ trong mạng nội bộ.',
    first: '1. Tải chứng thư của thành phố',
    download: 'Tải chứng thư (loa-ca.crt)',
    compare:
      'Trước khi cài, so dấu vân tay SHA-256 dưới đây với dấu hiện trên màn hình máy chủ, hoặc hỏi kỹ thuật viên. Nếu khác, đừng cài.',
    second: '2. Cài chứng thư',
    steps: [
      [
        'Android',
        'Cài đặt → Bảo mật → Mã hóa và thông tin xác thực → Cài đặt chứng chỉ → Chứng chỉ CA → Vẫn cài đặt → chọn loa-ca.crt.',
      ],
      [
        'iPhone, iPad',
        'Mở trang này bằng Safari và tải chứng thư. Cài đặt → Đã tải về hồ sơ → Cài đặt. Sau đó Cài đặt → Cài đặt chung → Giới thiệu → Cài đặt tin cậy chứng nhận → bật “Loa”.',
      ],
      [
        'Windows',
        'Mở tệp loa-ca.crt → Install Certificate → Local Machine → Place all certificates in the following store → Trusted Root Certification Authorities.',
      ],
      [
        'Chrome trên Linux',
        'Mở chrome://certificate-manager → Tùy chỉnh → Đã cài đặt → Chứng chỉ đáng tin cậy → Nhập → chọn loa-ca.crt.',
      ],
      [
        'macOS',
        'Mở loa-ca.crt để thêm vào Keychain, mở chứng thư “Loa”, mục Trust → When using this certificate: Always Trust.',
      ],
      [
        'Firefox',
        'Cài đặt → Quyền riêng tư & Bảo mật → Xem chứng chỉ → Cơ quan cấp → Nhập → tin cậy để nhận diện trang web.',
      ],
    ],
    third: '3. Mở Loa',
    open: 'Mở',
    undo: 'Muốn bỏ, xóa chứng thư “Loa” ở đúng nơi đã cài.',
  },
  en: {
    title: 'Open Loa safely in the local network',
    why: 'Browsers give the microphone to HTTPS pages only. Do these three steps once on each device; the certificate is good for addresses of the local network and for no others.',
    first: '1. Download the city’s certificate',
    download: 'Download the certificate (loa-ca.crt)',
    compare:
      'Before you install it, compare this SHA-256 fingerprint with the one on the server’s screen, or ask your technician. If they differ, do not install it.',
    second: '2. Install it',
    steps: [
      [
        'Android',
        'Settings → Security → Encryption & credentials → Install a certificate → CA certificate → Install anyway → choose loa-ca.crt.',
      ],
      [
        'iPhone, iPad',
        'Open this page in Safari and download it. Settings → Profile Downloaded → Install. Then Settings → General → About → Certificate Trust Settings → switch “Loa” on.',
      ],
      [
        'Windows',
        'Open loa-ca.crt → Install Certificate → Local Machine → Place all certificates in the following store → Trusted Root Certification Authorities.',
      ],
      [
        'Chrome on Linux',
        'Open chrome://certificate-manager → Custom → Installed by you → Trusted Certificates → Import → choose loa-ca.crt.',
      ],
      [
        'macOS',
        'Open loa-ca.crt to add it to the Keychain, open the certificate “Loa”, and under Trust choose Always Trust.',
      ],
      [
        'Firefox',
        'Settings → Privacy & Security → View Certificates → Authorities → Import → trust it to identify websites.',
      ],
    ],
    third: '3. Open Loa',
    open: 'Open',
    undo: 'To take it back, delete the certificate “Loa” where you installed it.',
  },
};

const STYLE = `body{font:17px/1.5 system-ui,sans-serif;color:#13211f;background:#f2f6f5;margin:0 auto;padding:20px 16px 60px;max-width:640px}
h1{font-size:24px;line-height:1.25}h2{font-size:19px;margin:28px 0 8px}
a.go{display:block;min-height:48px;padding:12px 18px;box-sizing:border-box;border-radius:10px;background:#116762;color:#fff;font-weight:650;text-align:center;text-decoration:none;overflow-wrap:anywhere}
code{display:block;padding:12px;border-radius:10px;background:#e8f5f4;overflow-wrap:anywhere}
dt{font-weight:650;margin-top:12px}dd{margin:2px 0 0}hr{margin:48px 0;border:0;border-top:1px solid #b9cfcc}`;

export function trustPageHtml(facts: TrustPageFacts): string {
  const parts = LANGUAGES.map((language) => section(language, facts));
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${WORDS.vi.title} · Loa</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${parts.join('\n<hr>\n')}
</main>
</body>
</html>
`;
}

function section(language: Language, facts: TrustPageFacts): string {
  const words = WORDS[language];
  const heading = language === 'vi' ? 'h1' : 'h2';
  const steps = words.steps.map(([device, how]) => `<dt>${device}</dt><dd>${how}</dd>`);
  return `<section lang="${language}">
<${heading}>${words.title}</${heading}>
<p>${words.why}</p>
<h2>${words.first}</h2>
<p><a class="go" href="${facts.path}">${words.download}</a></p>
<p>${words.compare}</p>
<code>${facts.fingerprint}</code>
<h2>${words.second}</h2>
<dl>
${steps.join('\n')}
</dl>
<h2>${words.third}</h2>
<p><a class="go" href="${facts.consoleUrl}">${words.open} ${facts.consoleUrl}</a></p>
<p>${words.undo}</p>
</section>`;
}
