// A small HTTPS client on Go's crypto/tls: HOST PORT CA URL [CERTIFICATE KEY]. Exit status 0: it took the server.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	pem, err := os.ReadFile(os.Args[3])
	fail(err)
	config := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	config.RootCAs.AppendCertsFromPEM(pem)
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		config.CipherSuites = append(config.CipherSuites, suite.ID)
	}
	if len(os.Args) > 6 {
		pair, err := tls.LoadX509KeyPair(os.Args[5], os.Args[6])
		fail(err)
		config.Certificates = []tls.Certificate{pair}
	}
	transport := &http.Transport{TLSClientConfig: config, DisableKeepAlives: true,
		Dial: func(network, address string) (net.Conn, error) { return net.Dial("tcp", os.Args[1]+":"+os.Args[2]) }}
	client := &http.Client{Transport: transport, Timeout: 8 * time.Second}
	answer, err := client.Get(os.Args[4])
	fail(err)
	_, err = io.Copy(io.Discard, answer.Body)
	fail(err)
}
