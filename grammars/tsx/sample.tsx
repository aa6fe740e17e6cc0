/** A small settings page. */
import React, { useCallback, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import * as Icons from './icons.tsx';
import styles from './settings.module.css';

export interface SettingsProps {
  readonly title: string;
  children?: ReactNode;
  onSave(values: Values): void;
}

type Values = Record<string, string>;

const EMPTY: Values = {};
export const ThemeContext = React.createContext<'light' | 'dark'>('light');

/** Remembers one value per name. */
function useValues(initial: Values): [Values, (name: string, value: string) => void] {
  const [values, setValues] = useState<Values>(initial);
  const set = useCallback((name: string, value: string) => {
    setValues((old) => ({ ...old, [name]: value }));
  }, []);
  return [values, set];
}

const Field = ({ name, onInput }: { name: string; onInput: (value: string) => void }) => (
  <label className={styles.field}>
    {name}
    <input onInput={(event) => onInput(event.currentTarget.value)} />
  </label>
);

export const Settings = React.memo(function SettingsPage(props: SettingsProps) {
  const [values, set] = useValues(EMPTY);

  function save() {
    props.onSave(values);
  }

  return (
    <ThemeContext.Provider value="dark">
      <h1>{props.title} – Übersicht</h1>
      <Field name="naïve" onInput={(value) => set('naïve', value)} />
      <Icons.Check />
      <Button kind="primary" onClick={save}>
        Speichern ✓
      </Button>
      {props.children}
    </ThemeContext.Provider>
  );
});

class Boundary extends React.Component<SettingsProps, { failed: boolean }> {
  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <p>Oops</p> : <>{this.props.children}</>;
  }
}

export default function App() {
  const lazy = React.lazy(() => import('./lazy.tsx'));
  return (
    <Boundary title="x" onSave={console.log}>
      <Settings title="y" onSave={() => lazy} />
    </Boundary>
  );
}
