package dev.dx.engine.fetch;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS over a connection that is there. Apart, so that nothing of TLS is loaded before it is needed. */
final class TlsLine {
    private TlsLine() {}

    /** Greets the other side and judges who it is. */
    static Socket over(Socket socket, String host, int port, Trust trust, Credentials credentials) throws IOException {
        SSLContext context = HttpClients.tls(TrustedCertificates.of(trust), credentials.certificate());
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
        if (trust instanceof Trust.Verified) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
        }
        secured.startHandshake();
        return secured;
    }
}
