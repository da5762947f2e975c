import { TextField } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { type GridColumn, sortText } from '../../components/grid-columns.ts';
import { useForm } from '../../stores/use-form.ts';
import type { ViewContent } from './use-view-acts.ts';

interface ViewNameDialogProps<R> {
  title: string;
  name: string;
  /** What will be saved; null where only the name changes. */
  content: ViewContent | null;
  columns: readonly GridColumn<R>[];
  save: (name: string) => Promise<void>;
  onClose: () => void;
}

const MAX_NAME = 60;

export function ViewNameDialog<R>(props: ViewNameDialogProps<R>) {
  const { title, content, columns, save, onClose } = props;
  const form = useForm({
    initial: { name: props.name },
    check: ({ name }) => ({
      name:
        name.trim() === ''
          ? 'Write a name.'
          : name.trim().length > MAX_NAME
            ? `Write at most ${MAX_NAME} characters.`
            : undefined,
    }),
    send: async ({ name }) => {
      await save(name.trim());
      onClose();
    },
  });
  return (
    <FormDialog form={form} title={title} onClose={onClose} submitLabel="Save">
      <TextField label="Name" {...form.text('name')} />
      {content === null ? null : (
        <p className="text-table text-ink-2">
          Keeps{' '}
          {content.filter === '' ? (
            'no filter'
          ) : (
            <>
              the filter <span className="mono break-all">{content.filter}</span>
            </>
          )}
          , {content.sort === '' ? 'newest first' : `sorted by ${sortText(columns, content.sort)}`}{' '}
          and the columns as they are. All windows share it.
        </p>
      )}
    </FormDialog>
  );
}
