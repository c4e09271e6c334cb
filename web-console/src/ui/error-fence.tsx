import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Banner } from './parts.tsx';

/** Keeps the frame standing when a screen fails, and offers the way on. */
export class ErrorFence extends Component<
  { text: string; reload: string; children: ReactNode },
  { hasFailed: boolean }
> {
  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override state = { hasFailed: false };

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <Banner
        tone="bad"
        role="alert"
        action={<Button onClick={() => location.reload()}>{this.props.reload}</Button>}
      >
        {this.props.text}
      </Banner>
    );
  }
}
