import type { GatewayConfig } from './gateway-config.ts';

/** Gives a configuration its type, so that an editor completes it and a wrong option is a compile error. Returns it unchanged. */
export function defineConfig(config: GatewayConfig): GatewayConfig {
  return config;
}
