import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const SENTENCES = [
  'Đây là đài truyền thanh phường. Kính chào bà con và các bạn.',
  'Sáng thứ bảy, từ bảy giờ ba mươi, trạm y tế tổ chức tiêm chủng cho trẻ em dưới năm tuổi.',
  'Công ty điện lực thông báo tạm ngừng cấp điện để sửa chữa đường dây từ tám giờ đến mười một giờ.',
  'Mực nước sông đang lên nhanh. Đề nghị các hộ ven sông di chuyển đồ đạc lên chỗ cao.',
  'Hợp tác xã nông nghiệp nhắc bà con thăm đồng, kịp thời phòng trừ sâu cuốn lá trên lúa.',
  'Mời bà con tối nay đến nhà văn hóa họp tổ dân phố, bàn việc làm đường và vệ sinh môi trường.',
] as const;
const VOICES = ['vi', 'vi-vn-x-central', 'vi-vn-x-south'] as const;
const WORDS_A_MINUTE = [140, 155, 170] as const;

/** A recording of so many seconds of spoken Vietnamese, as MP3: what a telephone or an office brings. */
export async function writeSpeech(folder: string, seconds: number): Promise<string> {
  const parts: string[] = [];
  for (const [index, sentence] of [...SENTENCES, ...SENTENCES, ...SENTENCES].entries()) {
    const voice = VOICES[Math.floor(index / SENTENCES.length)] as string;
    const pace = WORDS_A_MINUTE[index % WORDS_A_MINUTE.length];
    const part = join(folder, `part-${index}.wav`);
    await run('espeak-ng', ['-v', voice, '-s', String(pace), '-a', '90', '-w', part, sentence]);
    parts.push(part);
  }
  const list = join(folder, 'parts.txt');
  await writeFile(list, parts.map((part) => `file '${part}'\n`).join(''));
  const file = join(folder, 'speech.mp3');
  await run('ffmpeg', [
    ...['-v', 'error', '-stream_loop', '-1', '-f', 'concat', '-safe', '0', '-i', list],
    ...['-t', String(seconds), '-ar', '44100', '-b:a', '96k', file],
  ]);
  return file;
}
