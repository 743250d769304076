import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { linkTo } from './shared-operation.ts';

/** How long it says that the link was copied. */
const SAID_MS = 2000;

/** Copies a link to the query and its variables; where a page may not write to the clipboard, it goes to the address bar. */
export function ShareButton() {
  const query = useGraphiQL((state) => state.queryEditor);
  const variables = useGraphiQL((state) => state.variableEditor);
  const [done, setDone] = useState<string>();
  useEffect(() => {
    if (done === undefined) return;
    const timer = setTimeout(() => setDone(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const share = async (): Promise<void> => {
    const link = linkTo(query?.getValue() ?? '', variables?.getValue() ?? '');
    try {
      await navigator.clipboard.writeText(link);
      setDone('Link copied');
    } catch {
      history.replaceState(null, '', link);
      setDone('The link is in the address bar');
    }
  };
  return (
    <ToolbarButton label={done ?? 'Copy a link to this query'} onClick={() => void share()}>
      <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
        {done === undefined ? (
          <path
            d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.6 1.6M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.6-1.6"
            strokeWidth="1.5"
            strokeLinecap="round"
          />
        ) : (
          <path d="m5 13 4 4L19 7" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
        )}
      </svg>
    </ToolbarButton>
  );
}
