import { IconX } from '@tabler/icons-react';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** What a toast offers beside its words: taking back what it tells of. */
interface ToastAct {
  readonly label: string;
  readonly onPress: () => void;
}
interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
  readonly act: ToastAct | undefined;
}
export type ShowToast = (tone: Toast['tone'], text: string, act?: ToastAct) => void;

/** More than this at a time hides the page: the oldest gives way. */
const MOST = 3;
const SHOWN_MS = 6_000;
/** What can be pressed stays as long as it takes to read it, think and reach for it. */
const OFFERED_MS = 15_000;

const ToastContext = createContext<ShowToast>(() => undefined);

export function useToast(): ShowToast {
  return useContext(ToastContext);
}

let lastId = 0;

export function Toasts(props: { children: ReactNode }) {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const remove = useCallback((id: number) => {
    setToasts((held) => held.filter((toast) => toast.id !== id));
  }, []);
  const show = useCallback<ShowToast>(
    (tone, text, act) => {
      lastId += 1;
      const id = lastId;
      setToasts((held) => [...held, { id, tone, text, act }].slice(-MOST));
      setTimeout(() => remove(id), act === undefined ? SHOWN_MS : OFFERED_MS);
    },
    [remove],
  );
  const list = useMemo(
    () =>
      toasts.map((toast) => (
        <div key={toast.id} className="toast" data-tone={toast.tone}>
          <span className="l-grow">{toast.text}</span>
          {toast.act === undefined ? null : (
            <button
              type="button"
              className="toast-act"
              data-testid="toast-act"
              onClick={() => {
                toast.act?.onPress();
                remove(toast.id);
              }}
            >
              {toast.act.label}
            </button>
          )}
          <button type="button" aria-label={t('app.close')} onClick={() => remove(toast.id)}>
            <IconX size={20} />
          </button>
        </div>
      )),
    [toasts, remove, t],
  );
  return (
    <ToastContext value={show}>
      {props.children}
      <div className="toasts" role="status" aria-live="polite">
        {list}
      </div>
    </ToastContext>
  );
}
