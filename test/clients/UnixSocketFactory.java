import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import javax.net.SocketFactory;

/** Lets pgjdbc, which knows TCP only, use the server's Unix socket: the property socketFactoryArg is its path. */
public class UnixSocketFactory extends SocketFactory {
	private final Path path;

	public UnixSocketFactory(String path) {
		this.path = Path.of(path);
	}

	@Override
	public Socket createSocket() {
		return new UnixSocket();
	}

	@Override
	public Socket createSocket(String host, int port) {
		return new UnixSocket();
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
		return new UnixSocket();
	}

	@Override
	public Socket createSocket(InetAddress host, int port) {
		return new UnixSocket();
	}

	@Override
	public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
		return new UnixSocket();
	}

	private class UnixSocket extends Socket {
		private SocketChannel channel;

		@Override
		public void connect(SocketAddress ignored, int timeout) throws IOException {
			channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
		}

		@Override
		public InputStream getInputStream() {
			return Channels.newInputStream(channel);
		}

		@Override
		public OutputStream getOutputStream() {
			return Channels.newOutputStream(channel);
		}

		@Override
		public void close() throws IOException {
			channel.close();
		}
	}
}
