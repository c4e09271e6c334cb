/** What the file of a signed paper is, told by its content, and what its stored copy is called. */

/** Their beginnings: ISO 32000-1 §7.5.2, ISO/IEC 10918-1 §B.1.1.3, ISO/IEC 15948 §5.2. */
const MAGICS = {
  pdf: [0x25, 0x50, 0x44, 0x46, 0x2d],
  jpg: [0xff, 0xd8, 0xff],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
} as const;

const EXTENSIONS = ['pdf', 'jpg', 'png'] as const;
export type PaperExtension = (typeof EXTENSIONS)[number];

/** SHA-256 as base64url and the extension: what names it is all that its address can be made of. */
const NAME = /^[\w-]{43}\.(pdf|jpg|png)$/;

/** Null is nothing that a paper may be. */
export function extensionOfPaper(content: Uint8Array): PaperExtension | null {
  const starts = (extension: PaperExtension) =>
    MAGICS[extension].every((byte, index) => content[index] === byte);
  return EXTENSIONS.find(starts) ?? null;
}

export function paperName(digest: string, extension: PaperExtension): string {
  return `${digest}.${extension}`;
}

/** Null where no stored paper has such a name. */
export function extensionOfName(name: string): PaperExtension | null {
  const extension = NAME.exec(name)?.[1];
  return EXTENSIONS.find((one) => one === extension) ?? null;
}
