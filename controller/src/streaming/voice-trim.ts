/** Sound made a little shorter or longer without a click. Pure. */

/**
 * `into` samples from all of `from`, which has one more or one less: a glide by 4-point Hermite
 * interpolation. The first and the last sample stay where they are, so that frames join as before.
 */
export function glide(from: Int16Array, into: number): Int16Array {
  if (from.length === into) return from;
  const out = new Int16Array(into);
  const last = from.length - 1;
  const step = last / (into - 1);
  for (let i = 0; i < into; i++) {
    const at = i * step;
    const k = Math.min(Math.floor(at), last - 1);
    const f = at - k;
    const b = from[k] ?? 0;
    const c = from[k + 1] ?? 0;
    const a = from[k - 1] ?? b;
    const d = from[k + 2] ?? c;
    const c1 = 0.5 * (c - a);
    const c2 = a - 2.5 * b + 2 * c - 0.5 * d;
    const c3 = 0.5 * (d - a) + 1.5 * (b - c);
    out[i] = clamp16(((c3 * f + c2) * f + c1) * f + b);
  }
  return out;
}

/** Leaves out the first `cut` samples: what follows fades in over what they begin with. */
export function cutWithFade(samples: Int16Array, cut: number, fade: number): Int16Array {
  const out = samples.slice(cut);
  for (let i = 0; i < Math.min(fade, cut, out.length); i++) {
    const share = (i + 1) / (fade + 1);
    out[i] = clamp16((samples[i] ?? 0) * (1 - share) + (out[i] ?? 0) * share);
  }
  return out;
}

function clamp16(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)));
}
