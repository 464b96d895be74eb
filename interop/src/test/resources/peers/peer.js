// A TLS client or server on Node's own tls module that reports each connection as a JSON line.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const tls = require('tls');

const role = process.argv[2];
const options = {};
for (let i = 3; i < process.argv.length; i += 2) {
  options[process.argv[i].slice(2)] = process.argv[i + 1];
}
const report = (line) => console.log(JSON.stringify(line));
const fail = (error) => {
  report({ event: 'failed', error: String(error.code || '') + ' ' + error.message });
  process.exitCode = 1;
};
const OPENSSL_GROUPS = { x25519: 'X25519', secp256r1: 'P-256', secp384r1: 'P-384' };

const settings = { minVersion: options.protocol, maxVersion: options.protocol };
if (options.ca) settings.ca = fs.readFileSync(options.ca);
if (options.cert) settings.cert = fs.readFileSync(options.cert);
if (options.key) settings.key = fs.readFileSync(options.key);
if (options.suites) settings.ciphers = options.suites.split(',').join(':');
if (options.groups) settings.ecdhCurve = options.groups.split(',').map((g) => OPENSSL_GROUPS[g]).join(':');
if (options.tickets === 'no') settings.secureOptions = crypto.constants.SSL_OP_NO_TICKET;
if (options.alpn) settings.ALPNProtocols = options.alpn.split(',');

function describe(socket) {
  const certificate = socket.getPeerCertificate();
  // Ephemeral keys are shown to clients only.
  const group = options.port ? socket.getEphemeralKeyInfo().name : null;
  report({
    event: 'connection',
    resumed: socket.isSessionReused(),
    protocol: socket.getProtocol(),
    cipher: socket.getCipher().standardName,
    group: group || null,
    alpn: socket.alpnProtocol || null,
    peer: certificate && certificate.subject ? 'CN=' + certificate.subject.CN : null,
  });
}

function connect(left, session) {
  if (left === 0) {
    if (options.session && session) fs.writeFileSync(options.session, session);
    return;
  }
  let last = session;
  const socket = tls.connect(
      { ...settings, host: '127.0.0.1', port: Number(options.port), servername: options.name, session }, () => {
        describe(socket);
        socket.write(`GET / HTTP/1.1\r\nHost: ${options.name}\r\nConnection: close\r\n\r\n`);
      });
  socket.on('session', (newer) => { last = newer; });
  socket.on('error', fail);
  socket.on('close', (failed) => { if (!failed) connect(left - 1, last); });
  socket.resume();
}

function serve() {
  if (options.ca) Object.assign(settings, { requestCert: true, rejectUnauthorized: true });
  const server = tls.createServer(settings, (socket) => {
    describe(socket);
    let request = '';
    socket.on('data', (bytes) => {
      request += bytes;
      if (request.includes('\r\n\r\n')) {
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n');
      }
    });
    socket.on('error', (error) => report({ event: 'failed', error: error.message }));
  });
  // Without these two, Node resumes by tickets only.
  const sessions = new Map();
  server.on('newSession', (id, data, done) => {
    sessions.set(id.toString('hex'), data);
    done();
  });
  server.on('resumeSession', (id, done) => done(null, sessions.get(id.toString('hex')) || null));
  server.on('tlsClientError', (error) => report({ event: 'failed', error: error.message }));
  server.listen(0, '127.0.0.1', () => report({ event: 'listening', port: server.address().port }));
}

if (role === 'client') {
  const saved = options.session && fs.existsSync(options.session);
  connect(Number(options.connections), saved ? fs.readFileSync(options.session) : undefined);
} else {
  serve();
}
