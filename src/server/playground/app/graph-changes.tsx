import { useGraphiQLActions } from '@graphiql/react';
import { useEffect, useState } from 'react';

/** Reads the schema again whenever another graph answers, and shows why a change of its files was not taken up. */
export function GraphChanges({ path }: { readonly path: string }) {
  const { introspect } = useGraphiQLActions();
  const [problems, setProblems] = useState<readonly string[]>([]);
  useEffect(() => {
    const changes = new EventSource(path);
    let wasOpen = false;
    changes.onopen = () => {
      // A server that was started anew may have another graph.
      if (wasOpen) void introspect();
      wasOpen = true;
    };
    changes.onmessage = ({ data }: MessageEvent<string>) => {
      const told = JSON.parse(data) as { readonly problems: readonly string[] };
      setProblems(told.problems);
      if (told.problems.length === 0) void introspect();
    };
    return () => changes.close();
  }, [path, introspect]);
  return (
    <div role="status">
      {problems.length > 0 && (
        <div className="problems">
          <strong>The last change was not taken up; the graph before it answers.</strong>
          <pre>{problems.join('\n')}</pre>
        </div>
      )}
    </div>
  );
}
