/**
 * The words of the spoken samples. Numbers, hours and abbreviations are written out, as the engine
 * would spell them by its English voice.
 */
export interface SpokenSample {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

export const SPOKEN_SAMPLES: readonly SpokenSample[] = [
  {
    name: 'ban-tin-sang',
    title: 'Bản tin sáng',
    text: [
      'Đây là đài truyền thanh Tam Kỳ. Kính chào bà con và các bạn.',
      'Mời bà con nghe bản tin sáng hôm nay.',
      'Trời nhiều mây, có mưa rào rải rác, nhiệt độ từ hai mươi ba đến hai mươi tám độ.',
      'Chợ Tam Kỳ họp bình thường. Đường Phan Châu Trinh đã thông xe trở lại.',
      'Đài chúc bà con một ngày làm việc vui vẻ, mạnh khỏe.',
    ].join(' '),
  },
  {
    name: 'cat-dien',
    title: 'Thông báo tạm ngừng cấp điện',
    text: [
      'Thông báo tạm ngừng cấp điện.',
      'Từ bảy giờ đến mười một giờ sáng thứ tư, điện lực ngừng cấp điện để sửa chữa đường dây.',
      'Đề nghị bà con tắt thiết bị điện trước giờ cắt và chú ý an toàn khi có điện trở lại.',
    ].join(' '),
  },
  {
    name: 'tiem-chung',
    title: 'Thông báo lịch tiêm chủng',
    text: [
      'Thông báo lịch tiêm chủng.',
      'Sáng thứ bảy, từ bảy giờ ba mươi, trạm y tế tổ chức tiêm chủng cho trẻ em dưới năm tuổi.',
      'Phụ huynh nhớ mang theo sổ tiêm chủng và cho trẻ ăn no trước khi đến.',
    ].join(' '),
  },
  {
    name: 'thu-gom-rac',
    title: 'Lịch thu gom rác',
    text: [
      'Lịch thu gom rác trong tuần.',
      'Rác sinh hoạt thu gom vào chiều thứ hai, thứ tư và thứ sáu. Rác tái chế thu gom sáng chủ nhật.',
      'Đề nghị bà con phân loại rác tại nhà và để rác đúng nơi, đúng giờ.',
    ].join(' '),
  },
  {
    name: 'canh-bao-lu',
    title: 'Cảnh báo lũ trên sông Tam Kỳ',
    text: [
      'Cảnh báo lũ. Cảnh báo lũ.',
      'Mực nước sông Tam Kỳ đang lên nhanh và có thể vượt báo động hai trong đêm nay.',
      'Bà con ở khu vực ven sông khẩn trương kê cao tài sản, đưa người già và trẻ em đến nơi an toàn.',
      'Không đi qua ngầm, tràn và vùng nước chảy xiết. Nghe loa và làm theo hướng dẫn của chính quyền.',
    ].join(' '),
  },
  {
    name: 'chuong-trinh-chieu',
    title: 'Chương trình chiều',
    text: [
      'Đây là đài truyền thanh Tam Kỳ, chương trình buổi chiều.',
      'Tối nay, lúc mười chín giờ, nhà văn hóa khối phố tổ chức họp tổ dân phố.',
      'Nội dung gồm giữ gìn vệ sinh đường phố và phòng chống mưa bão. Mời bà con đến dự đông đủ.',
      'Chương trình đến đây là hết. Xin chào và hẹn gặp lại.',
    ].join(' '),
  },
];
