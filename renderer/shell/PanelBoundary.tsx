import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import { copyText } from '../components/CopyButton.tsx';
import { EmptyState } from '../components/EmptyState.tsx';

interface PanelBoundaryProps {
  /** A change of place gives the panel another chance. */
  resetKey: string;
  children: ReactNode;
}

interface PanelBoundaryState {
  error: Error | null;
  resetKey: string;
}

/** Keeps a fault of one panel from taking the window down. */
export class PanelBoundary extends Component<PanelBoundaryProps, PanelBoundaryState> {
  override state: PanelBoundaryState = { error: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: Error): Partial<PanelBoundaryState> {
    return { error };
  }

  static getDerivedStateFromProps(
    props: PanelBoundaryProps,
    state: PanelBoundaryState,
  ): PanelBoundaryState | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('A panel failed:', error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) {
      return this.props.children;
    }
    return (
      <EmptyState
        actions={
          <>
            <Button onClick={() => this.setState({ error: null })}>Reload panel</Button>
            <Button
              onClick={() => {
                copyText(`${error.message}\n${error.stack ?? ''}`).catch(console.warn);
              }}
            >
              Copy details
            </Button>
          </>
        }
      >
        This panel failed; capture continues.
      </EmptyState>
    );
  }
}
