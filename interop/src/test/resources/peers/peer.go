// A TLS client or server on Go's own crypto/tls that reports each connection as a JSON line.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

var (
	port        = flag.Int("port", 0, "where to connect to")
	name        = flag.String("name", "localhost", "the server's name")
	ca          = flag.String("ca", "", "whom to trust; on a server: that client certificates are needed")
	certificate = flag.String("cert", "", "PEM chain")
	key         = flag.String("key", "", "PEM key")
	protocol    = flag.String("protocol", "TLSv1.3", "the one version")
	groups      = flag.String("groups", "", "IANA names, comma between")
	suites      = flag.String("suites", "", "IANA names, comma between; those of TLS 1.2 only")
	alpn        = flag.String("alpn", "", "comma between")
	connections = flag.Int("connections", 2, "how many")
)

var versions = map[string]uint16{"TLSv1.2": tls.VersionTLS12, "TLSv1.3": tls.VersionTLS13}

var curves = map[string]tls.CurveID{"x25519": tls.X25519, "secp256r1": tls.CurveP256, "secp384r1": tls.CurveP384}

type line struct {
	Event    string  `json:"event"`
	Port     int     `json:"port,omitempty"`
	Error    string  `json:"error,omitempty"`
	Resumed  bool    `json:"resumed"`
	Protocol string  `json:"protocol,omitempty"`
	Cipher   string  `json:"cipher,omitempty"`
	Alpn     *string `json:"alpn"`
	Peer     *string `json:"peer"`
}

func report(l line) {
	text, _ := json.Marshal(l)
	fmt.Println(string(text))
}

func check(err error) {
	if err != nil {
		report(line{Event: "failed", Error: err.Error()})
		os.Exit(1)
	}
}

func describe(connection *tls.Conn) {
	state := connection.ConnectionState()
	l := line{Event: "connection", Resumed: state.DidResume, Cipher: tls.CipherSuiteName(state.CipherSuite)}
	for text, version := range versions {
		if version == state.Version {
			l.Protocol = text
		}
	}
	if state.NegotiatedProtocol != "" {
		l.Alpn = &state.NegotiatedProtocol
	}
	if len(state.PeerCertificates) > 0 {
		subject := state.PeerCertificates[0].Subject.String()
		l.Peer = &subject
	}
	report(l)
}

func config() *tls.Config {
	c := &tls.Config{MinVersion: versions[*protocol], MaxVersion: versions[*protocol]}
	if *certificate != "" {
		pair, err := tls.LoadX509KeyPair(*certificate, *key)
		check(err)
		c.Certificates = []tls.Certificate{pair}
	}
	if *groups != "" {
		for _, group := range strings.Split(*groups, ",") {
			c.CurvePreferences = append(c.CurvePreferences, curves[group])
		}
	}
	if *suites != "" {
		c.CipherSuites = suiteIDs(strings.Split(*suites, ","))
	}
	if *alpn != "" {
		c.NextProtos = strings.Split(*alpn, ",")
	}
	return c
}

func suiteIDs(names []string) []uint16 {
	ids := []uint16{}
	for _, suite := range tls.CipherSuites() {
		for _, name := range names {
			if suite.Name == name {
				ids = append(ids, suite.ID)
			}
		}
	}
	return ids
}

func authority() *x509.CertPool {
	pem, err := os.ReadFile(*ca)
	check(err)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return pool
}

func connect() {
	c := config()
	c.ServerName = *name
	c.RootCAs = authority()
	c.ClientSessionCache = tls.NewLRUClientSessionCache(8)
	for i := 0; i < *connections; i++ {
		connection, err := tls.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", *port), c)
		check(err)
		_, err = fmt.Fprintf(connection, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", *name)
		check(err)
		_, err = io.Copy(io.Discard, connection)
		check(err)
		describe(connection)
		connection.Close()
	}
}

func answer(connection *tls.Conn) error {
	defer connection.Close()
	if err := connection.Handshake(); err != nil {
		return err
	}
	describe(connection)
	requests := bufio.NewReader(connection)
	for {
		text, err := requests.ReadString('\n')
		if err != nil {
			return err
		}
		if text == "\r\n" {
			break
		}
	}
	_, err := io.WriteString(connection, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n")
	return err
}

func serve() {
	c := config()
	if *ca != "" {
		c.ClientAuth = tls.RequireAndVerifyClientCert
		c.ClientCAs = authority()
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", c)
	check(err)
	report(line{Event: "listening", Port: listener.Addr().(*net.TCPAddr).Port})
	for {
		connection, err := listener.Accept()
		check(err)
		go func() {
			if err := answer(connection.(*tls.Conn)); err != nil {
				report(line{Event: "failed", Error: err.Error()})
			}
		}()
	}
}

func main() {
	role := os.Args[1]
	check(flag.CommandLine.Parse(os.Args[2:]))
	if role == "client" {
		connect()
	} else {
		serve()
	}
}
