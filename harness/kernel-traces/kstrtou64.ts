import type { Errno } from '#contract';

/** The greatest unsigned 64-bit number. */
export const U64_MAX = 2n ** 64n - 1n;

const SIGNIFICANT_MAX = 22; // U64_MAX in octal; with more digits a number overflows in any base.

/**
 * Reads a number as `kstrtou64(text, 0, …)` does (6.12): an optional '+', then `0x` for
 * hexadecimal or `0` for octal, digits, and at most one newline.
 */
export function kstrtou64(text: string): bigint | Extract<Errno, 'EINVAL' | 'ERANGE'> {
  const { base, digits, behind } = split(text.startsWith('+') ? text.slice(1) : text);
  const significant = digits.replace(/^0+/, '');

  // All digits are read before anything behind them is looked at: overflow wins over garbage.
  if (significant.length > SIGNIFICANT_MAX) return 'ERANGE';
  const value = BigInt(`${base}${significant.padStart(1, '0')}`);
  if (value > U64_MAX) return 'ERANGE';
  return digits === '' || (behind !== '' && behind !== '\n') ? 'EINVAL' : value;
}

interface Split {
  /** The base as JavaScript writes it. */
  readonly base: '0x' | '0o' | '';
  readonly digits: string;
  readonly behind: string;
}

function split(unsigned: string): Split {
  // `0x` counts as a prefix only before a hexadecimal digit; else its 0 is an octal digit.
  if (/^0[xX][0-9a-fA-F]/.test(unsigned)) return leading(/^[0-9a-fA-F]*/, unsigned.slice(2), '0x');
  if (unsigned.startsWith('0')) return leading(/^[0-7]*/, unsigned, '0o');
  return leading(/^[0-9]*/, unsigned, '');
}

function leading(pattern: RegExp, text: string, base: Split['base']): Split {
  const digits = pattern.exec(text)![0];
  return { base, digits, behind: text.slice(digits.length) };
}
