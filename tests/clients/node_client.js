// A small HTTPS client on Node's https: HOST PORT NAME CA [CERTIFICATE KEY]. Exit status 0: it took the server.
'use strict';
const fs = require('fs');
const https = require('https');

const [host, port, name, ca, certificate, key] = process.argv.slice(2);
const options = {host, port, servername: name, headers: {Host: name}, ca: fs.readFileSync(ca), agent: false, timeout: 8000};
if (certificate) Object.assign(options, {cert: fs.readFileSync(certificate), key: fs.readFileSync(key)});
function fail(error) {
    console.error(String(error));
    process.exitCode = 1; // never process.exit(): what is due on the wire may still be in the queue
}
const request = https.get(options, (answer) => {
    answer.on('error', fail);
    answer.on('end', () => (process.exitCode = answer.statusCode === 200 ? 0 : 1));
    answer.resume();
});
request.on('timeout', () => request.destroy(new Error('timeout')));
request.on('error', fail);
