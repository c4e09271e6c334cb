import { useEffect, useRef } from 'react';

/** Follows a level of 0 … 1 with the screen's refresh, outside of React's rendering. */
export function LevelMeter(props: { level: () => number; label: string; testId?: string }) {
  const meter = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const { level } = props;
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      const value = level();
      if (bar.current !== null) bar.current.style.width = `${Math.round(value * 100)}%`;
      meter.current?.setAttribute('aria-valuenow', String(Math.round(value * 100)));
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [level]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers do not let a native meter be drawn alike
    <div
      ref={meter}
      className="meter"
      role="meter"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      data-testid={props.testId}
    >
      <div ref={bar} />
    </div>
  );
}
