import type { Language, ProblemCode } from '@loa/protocol/vocabulary';

interface Text {
  readonly title: string;
  /** What to do about it. */
  readonly detail: string;
}
type Texts = { readonly [code in ProblemCode]: readonly [title: string, detail: string] };

const VI: Texts = {
  'bad-request': ['Yêu cầu chưa đúng', 'Hãy xem lại các ô được nêu rồi gửi lại.'],
  'not-found': ['Không tìm thấy', 'Mục này không có hoặc đã bị xoá. Hãy tải lại danh sách.'],
  'method-not-allowed': ['Không dùng được cách gọi này', 'Địa chỉ này không nhận phương thức đó.'],
  'body-too-large': ['Nội dung gửi quá lớn', 'Hãy gửi ít hơn trong một lần.'],
  'too-many-requests': ['Gửi quá nhiều lần', 'Hãy đợi một phút rồi thử lại.'],
  internal: ['Hệ thống gặp lỗi', 'Hãy thử lại. Nếu vẫn lỗi, báo cho kỹ thuật viên.'],
  unavailable: [
    'Chưa phục vụ được',
    'Hệ thống đang bận hoặc chưa sẵn sàng. Hãy thử lại sau ít phút.',
  ],
  'not-logged-in': ['Chưa đăng nhập', 'Hãy đăng nhập rồi thử lại.'],
  'wrong-login': ['Không đăng nhập được', 'Tên đăng nhập hoặc mật khẩu không đúng.'],
  'login-locked': ['Tạm khoá đăng nhập', 'Sai quá nhiều lần. Hãy đợi năm phút rồi thử lại.'],
  'not-allowed': ['Không được phép', 'Tài khoản của bạn không được làm việc này ở địa bàn đó.'],
  'cross-site': [
    'Yêu cầu bị từ chối',
    'Yêu cầu không đến từ bảng điều khiển này. Hãy tải lại trang.',
  ],
  'media-empty': ['Tệp rỗng', 'Tệp không có dữ liệu. Hãy ghi hoặc chọn tệp khác.'],
  'media-too-large': ['Tệp quá lớn', 'Tệp âm thanh chỉ được đến 200 MB.'],
  'media-too-long': ['Bản ghi quá dài', 'Bản tin chỉ được dài đến 60 phút.'],
  'media-too-short': ['Bản ghi quá ngắn', 'Bản tin phải dài ít nhất nửa giây.'],
  'media-silent': [
    'Không có tiếng',
    'Trong tệp không nghe thấy gì. Hãy kiểm tra micro rồi ghi lại.',
  ],
  'media-not-audio': ['Không phải âm thanh', 'Tệp này không có âm thanh. Hãy chọn tệp ghi âm.'],
  'media-playlist': [
    'Đây là danh sách phát',
    'Hãy gửi chính tệp âm thanh, không gửi danh sách phát.',
  ],
  'media-unsupported': [
    'Không đọc được định dạng',
    'Hãy dùng WAV, MP3, M4A/AAC, Ogg, Opus, WebM, FLAC hoặc AMR.',
  ],
  'media-truncated': ['Tệp bị cụt', 'Tệp chưa được ghi hoặc tải lên trọn vẹn. Hãy gửi lại.'],
  'media-too-costly': [
    'Tệp xử lý quá lâu',
    'Hãy xuất lại tệp ở định dạng thông thường rồi gửi lại.',
  ],
  'media-queue-full': ['Đang có nhiều tệp chờ', 'Hãy đợi các tệp khác xong rồi gửi lại.'],
  'speech-too-long': [
    'Văn bản quá dài',
    'Mỗi lần đọc được đến 5.000 ký tự. Hãy chia thành nhiều bản tin.',
  ],
  'speech-empty': ['Không có gì để đọc', 'Hãy gõ nội dung bản tin.'],
  'speech-not-heard': ['Chưa nghe hết', 'Hãy nghe hết bản đọc này rồi mới gửi duyệt.'],
  'voice-unknown': ['Không có giọng đọc này', 'Hãy chọn giọng khác.'],
  'voice-absent': ['Giọng đọc chưa dùng được', 'Hãy chọn giọng khác hoặc báo cho kỹ thuật viên.'],
  'voice-queue-full': ['Đang có nhiều văn bản chờ đọc', 'Hãy thử lại sau ít phút.'],
  'voice-failed': ['Không đọc được', 'Hãy thử lại hoặc chọn giọng khác.'],
  'voice-too-slow': ['Đọc quá lâu', 'Hãy thử lại, rút ngắn văn bản hoặc chọn giọng khác.'],
  'voice-too-long': ['Bản đọc quá dài', 'Hãy chia thành nhiều bản tin.'],
  'bulletin-not-ready': ['Bản tin chưa sẵn sàng', 'Âm thanh còn đang được chuẩn bị.'],
  'bulletin-in-use': [
    'Bản tin đang được dùng',
    'Bản tin đang phát hoặc đã có lịch phát. Hãy bỏ lịch trước.',
  ],
  'bulletin-not-approved': [
    'Bản tin chưa được duyệt',
    'Hãy gửi duyệt. Nếu khẩn, phát vượt duyệt và ghi rõ lý do.',
  ],
  'bulletin-expired': ['Bản tin hết hạn', 'Bản tin không còn hiệu lực vào ngày đó. Hãy gia hạn.'],
  'bulletin-not-heard': ['Chưa nghe hết', 'Hãy nghe hết bản tin này rồi mới duyệt.'],
  'bulletin-own': ['Bản tin của chính bạn', 'Người khác phải duyệt bản tin này.'],
  'bulletin-state': ['Bản tin đã chuyển bước', 'Hãy tải lại để xem bản tin đang ở bước nào.'],
  'speaking-not-granted': [
    'Chưa được giao quyền nói trực tiếp',
    'Hãy nhờ văn hoá giao quyền, hoặc gửi bản tin đã duyệt.',
  ],
  'paper-unsupported': ['Không đọc được văn bản', 'Hãy dùng tệp PDF, JPEG hoặc PNG.'],
  'paper-too-large': ['Văn bản quá lớn', 'Tệp văn bản chỉ được đến 10 MB.'],
  'emergency-waits-for-nobody': [
    'Bản tin khẩn cấp phải phát ngay',
    'Hãy gửi phát trực tiếp đến các địa bàn, không chờ xếp lịch.',
  ],
  'quiet-hours': [
    'Ngoài khung giờ được phát',
    'Loại bản tin này không được phát vào giờ đó. Hãy chọn giờ khác; ai được vượt khung giờ thì ghi lý do.',
  ],
  'air-taken': ['Người khác đang nói', 'Hãy đợi người đó nói xong, hoặc dừng lượt nói đó.'],
  'no-target': ['Chưa có phạm vi phát', 'Hãy chọn ít nhất một địa bàn hoặc cụm loa.'],
  'unknown-target': [
    'Không rõ phạm vi phát',
    'Có địa bàn, nhóm hoặc cụm loa không còn. Hãy chọn lại.',
  ],
  'start-in-past': ['Giờ phát đã qua', 'Hãy chọn giờ sắp tới hoặc phát ngay.'],
  'start-too-far': ['Giờ phát quá xa', 'Hãy chọn ngày trong vòng một năm.'],
  'already-over': ['Đã phát xong', 'Lượt phát này đã kết thúc.'],
  'node-exists': ['Cụm loa đã có', 'Hãy đặt mã khác cho cụm loa.'],
  'node-offline': ['Cụm loa mất kết nối', 'Hãy kiểm tra điện và mạng của cụm loa rồi thử lại.'],
  'enrolment-code-wrong': ['Mã đăng ký sai', 'Hãy nhập lại hoặc tạo mã mới.'],
  'enrolment-code-expired': ['Mã đăng ký hết hạn', 'Hãy tạo mã mới.'],
  'node-unknown': ['Không có cụm loa này', 'Hãy thêm cụm loa trước.'],
  'signature-wrong': ['Chữ ký không đúng', 'Thiết bị cần được đăng ký lại.'],
  'protocol-unsupported': ['Phiên bản không hợp', 'Hãy cập nhật phần mềm của thiết bị.'],
  'message-malformed': ['Thông điệp hỏng', 'Hãy cập nhật phần mềm rồi thử lại.'],
  'message-too-large': ['Thông điệp quá lớn', 'Hãy cập nhật phần mềm rồi thử lại.'],
  'consumer-too-slow': ['Đường truyền quá chậm', 'Hãy kiểm tra mạng rồi kết nối lại.'],
  superseded: ['Đã có kết nối mới', 'Thiết bị đã kết nối lại ở nơi khác.'],
  'listeners-full': ['Nhiều người đang nghe', 'Hãy đợi người khác nghe xong rồi thử lại.'],
  'document-changed': ['Người khác vừa sửa mục này', 'Hãy tải lại rồi sửa lại phần của bạn.'],
  'document-in-use': [
    'Mục này đang được dùng',
    'Có mục khác đang nhắc đến nó. Hãy gỡ ở mục đó trước.',
  ],
  'schedule-invalid': ['Tệp của thành phố chưa đúng', 'Hãy sửa các dòng được nêu.'],
  'storage-full': ['Hết chỗ lưu', 'Hãy xoá bớt bản tin cũ hoặc báo cho kỹ thuật viên.'],
};

const EN: Texts = {
  'bad-request': ['The request is not right', 'Mend the fields named and send it again.'],
  'not-found': ['Not found', 'It does not exist or was removed. Reload the list.'],
  'method-not-allowed': ['Method not allowed', 'This address does not take that method.'],
  'body-too-large': ['The request is too large', 'Send less at a time.'],
  'too-many-requests': ['Too many requests', 'Wait a minute and try again.'],
  internal: ['The system failed', 'Try again. If it fails again, tell a technician.'],
  unavailable: [
    'Not available now',
    'The system is busy or not ready. Try again in a few minutes.',
  ],
  'not-logged-in': ['Not logged in', 'Log in and try again.'],
  'wrong-login': ['Not logged in', 'User name or password is wrong.'],
  'login-locked': ['Login is locked', 'Too many failures. Wait five minutes and try again.'],
  'not-allowed': ['Not allowed', 'Your account may not do this in that unit.'],
  'cross-site': ['Refused', 'The request does not come from this console. Reload the page.'],
  'media-empty': ['The file is empty', 'Record again or choose another file.'],
  'media-too-large': ['The file is too large', 'Sound files may have up to 200 MB.'],
  'media-too-long': ['The recording is too long', 'A bulletin may last up to 60 minutes.'],
  'media-too-short': ['The recording is too short', 'A bulletin lasts half a second at least.'],
  'media-silent': [
    'There is no sound',
    'Nothing can be heard. Check the microphone and record again.',
  ],
  'media-not-audio': ['This is not sound', 'The file has no sound in it. Choose a recording.'],
  'media-playlist': ['This is a playlist', 'Send the sound file itself.'],
  'media-unsupported': [
    'The format cannot be read',
    'Use WAV, MP3, M4A/AAC, Ogg, Opus, WebM, FLAC or AMR.',
  ],
  'media-truncated': ['The file is cut short', 'It was not recorded or sent whole. Send it again.'],
  'media-too-costly': [
    'The file takes too long',
    'Export it in a common format and send it again.',
  ],
  'media-queue-full': ['Many files are waiting', 'Wait until others are done and send it again.'],
  'speech-too-long': [
    'The text is too long',
    'Up to 5,000 characters are spoken at a time. Make several bulletins.',
  ],
  'speech-empty': ['There is nothing to say', 'Type what is to be said.'],
  'speech-not-heard': [
    'It has not been heard',
    'Listen to this recording to its end before you submit it.',
  ],
  'voice-unknown': ['There is no such voice', 'Choose another.'],
  'voice-absent': ['This voice cannot speak yet', 'Choose another or tell a technician.'],
  'voice-queue-full': ['Many texts are waiting', 'Try again in a few minutes.'],
  'voice-failed': ['It could not be spoken', 'Try again or choose another voice.'],
  'voice-too-slow': [
    'Speaking took too long',
    'Try again, shorten the text or choose another voice.',
  ],
  'voice-too-long': ['The speech is too long', 'Make several bulletins of it.'],
  'bulletin-not-ready': ['The bulletin is not ready', 'Its sound is still being prepared.'],
  'bulletin-in-use': [
    'The bulletin is in use',
    'It sounds or is planned. Take it off the plan first.',
  ],
  'bulletin-not-approved': [
    'The bulletin is not approved',
    'Put it forward. Where it cannot wait, break the glass and say why.',
  ],
  'bulletin-expired': ['The bulletin has expired', 'It is not valid on that day. Extend it first.'],
  'bulletin-not-heard': ['It has not been heard', 'Listen to it to its end before you approve it.'],
  'bulletin-own': ['It is your own', 'Somebody else has to decide about it.'],
  'bulletin-state': ['The bulletin has moved on', 'Load it again to see how far it is.'],
  'speaking-not-granted': [
    'You have not been granted live voice',
    'Ask the culture office for the right, or send an approved bulletin.',
  ],
  'paper-unsupported': ['The paper cannot be read', 'Use PDF, JPEG or PNG.'],
  'paper-too-large': ['The paper is too large', 'The file of a paper may have up to 10 MB.'],
  'emergency-waits-for-nobody': [
    'An emergency waits for nobody',
    'Send it to the units at once instead of handing it down.',
  ],
  'quiet-hours': [
    'Outside the hours of its class',
    'This class may not sound at that time. Choose another time; who may go beyond the hours gives a reason.',
  ],
  'air-taken': ['Somebody else is talking', 'Wait until they have finished, or stop their talk.'],
  'no-target': ['No target', 'Choose at least one unit or node.'],
  'unknown-target': ['Unknown target', 'A unit, zone or node no longer exists. Choose again.'],
  'start-in-past': ['The start has passed', 'Choose a coming time, or now.'],
  'start-too-far': ['The start is too far away', 'Choose a day within a year.'],
  'already-over': ['It is over', 'This broadcast has ended.'],
  'node-exists': ['The node exists', 'Give the node another id.'],
  'node-offline': ['The node is offline', 'Check its power and network and try again.'],
  'enrolment-code-wrong': ['The enrolment code is wrong', 'Type it again or make a new one.'],
  'enrolment-code-expired': ['The enrolment code has expired', 'Make a new one.'],
  'node-unknown': ['There is no such node', 'Add the node first.'],
  'signature-wrong': ['The signature is wrong', 'The device must be enrolled again.'],
  'protocol-unsupported': ['The version does not fit', 'Update the software of the device.'],
  'message-malformed': ['The message is malformed', 'Update the software and try again.'],
  'message-too-large': ['The message is too large', 'Update the software and try again.'],
  'consumer-too-slow': ['The connection is too slow', 'Check the network and connect again.'],
  superseded: ['There is a newer connection', 'The device has connected elsewhere.'],
  'listeners-full': ['Too many are listening', 'Wait until somebody else stops.'],
  'document-changed': ['Somebody has changed it', 'Load it again and repeat your change.'],
  'document-in-use': ['It is in use', 'Something else names it. Take it out there first.'],
  'schedule-invalid': ['The city file is not right', 'Mend the lines named.'],
  'storage-full': ['The disk is full', 'Remove old bulletins or tell a technician.'],
};

const TEXTS: Record<Language, Texts> = { vi: VI, en: EN };

export function problemText(code: ProblemCode, language: Language): Text {
  const [title, detail] = TEXTS[language][code];
  return { title, detail };
}

/** What is wrong with one field, by the kind of zod's issue. */
export const FIELD_TEXTS = {
  vi: {
    missing: 'Cần điền mục này.',
    invalid_type: 'Sai kiểu dữ liệu.',
    too_small: 'Quá ngắn hoặc quá nhỏ.',
    too_big: 'Quá dài hoặc quá lớn.',
    invalid_format: 'Sai định dạng.',
    invalid_value: 'Không thuộc các giá trị cho phép.',
    unrecognized_keys: 'Có mục không được dùng.',
    no_json: 'Không phải JSON đọc được.',
    other: 'Không hợp lệ.',
  },
  en: {
    missing: 'This is needed.',
    invalid_type: 'This is of the wrong type.',
    too_small: 'This is too short or too small.',
    too_big: 'This is too long or too large.',
    invalid_format: 'This has the wrong form.',
    invalid_value: 'This is not one of the allowed values.',
    unrecognized_keys: 'There is something that is not used here.',
    no_json: 'This is not JSON that can be read.',
    other: 'This is not valid.',
  },
} as const satisfies Record<Language, Record<string, string>>;
