import { fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
const sizes=(process.argv[2]??'512,8192').split(',').map(Number); const conns=Number(process.argv[3]??64);
const prof=process.argv[4]==='prof';
const cpu=(pid,main)=>{const f=readFileSync(main?`/proc/${pid}/task/${pid}/stat`:`/proc/${pid}/stat`,'utf8').split(') ')[1].split(' ');return (Number(f[11])+Number(f[12]))*10000;};
const load = fork('tests/bench/capture/load.mjs');
const run = (o) => new Promise((r) => { load.once('message', r); load.send(o); });
const folder = mkdtempSync('/tmp/hbcost-');
const child = spawn(process.execPath, [...(prof?['--cpu-prof','--cpu-prof-dir=/tmp/prof']:[]),'tests/bench/run.mjs','tests/bench/capture/host.ts', folder], {stdio:['ignore','pipe','inherit']});
const koa=fork('tests/bench/capture/koa.mjs'); const kp=await new Promise(r=>koa.once('message',r));
let port; for await (const line of createInterface({input: child.stdout})) { port=Number(new URL(JSON.parse(line).receiver).port); break; }
for (const sizeBytes of sizes) for (const [name,p,pid] of [['koa',kp.port,koa.pid],['ours',port,child.pid]]) {
  await run({port:p,path:'/in/bench',sizeBytes,connections:conns,ms:1500});
  const a=cpu(pid),m=cpu(pid,true); const r=await run({port:p,path:'/in/bench',sizeBytes,connections:conns,ms:3000});
  console.log(name,sizeBytes,'µs/req total',((cpu(pid)-a)/r.requests).toFixed(1),'main',((cpu(pid,true)-m)/r.requests).toFixed(1),'per s',Math.round(r.perSecond),'p99',r.p99.toFixed(1));
}
load.kill(); koa.kill(); child.kill('SIGTERM'); await new Promise(r=>child.once('exit',r)); rmSync(folder,{recursive:true});
