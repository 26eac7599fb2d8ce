import java.io.FileInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A small HTTPS client on JSSE: HOST PORT NAME CA. Exit status 0: it took the server. */
public class JsseClient {
    public static void main(String[] args) throws Exception {
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        try (InputStream file = new FileInputStream(args[3])) {
            for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                roots.setCertificateEntry("root" + roots.size(), root);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (Socket plain = new Socket(args[0], Integer.parseInt(args[1]));
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, args[2], plain.getPort(), true)) {
            plain.setSoTimeout(8000);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (!args[2].matches("[0-9.]+|.*:.*")) {
                parameters.setServerNames(java.util.List.of(new SNIHostName(args[2])));
            }
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            tls.getOutputStream().write(("GET / HTTP/1.0\r\nHost: " + args[2] + "\r\n\r\n").getBytes("US-ASCII"));
            StringBuilder answer = new StringBuilder();
            InputStream in = tls.getInputStream();
            for (int c = in.read(); c >= 0; c = in.read()) {
                answer.append((char) c);
                if (answer.toString().endsWith("\r\n\r\nok")) {
                    break;
                }
            }
            System.exit(answer.toString().startsWith("HTTP/1.0 200") ? 0 : 1);
        }
    }
}
