import { contextBridge } from 'electron';
import { BRIDGE_KEY } from '../server/contract/shell-bridge.ts';

contextBridge.exposeInMainWorld(BRIDGE_KEY, { platform: process.platform });
