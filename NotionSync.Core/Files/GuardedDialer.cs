using System.Net;
using System.Net.Sockets;

namespace NotionSync.Files;

/// <summary>
/// Opens the connections of downloads. A name is resolved once, its addresses are checked, and exactly a checked
/// address is connected to: a name that answers differently the second time gains nothing.
/// </summary>
internal sealed class GuardedDialer(
    bool allowPrivateNetworks,
    Func<string, CancellationToken, Task<IPAddress[]>> resolve,
    Func<IPEndPoint, CancellationToken, Task<Stream>> connect)
{
    public GuardedDialer(bool allowPrivateNetworks)
        : this(allowPrivateNetworks, Dns.GetHostAddressesAsync, ConnectAsync)
    {
    }

    /// <exception cref="FileDownloadException"><c>address_refused</c></exception>
    /// <exception cref="SocketException">The name has no address, or none of them answers.</exception>
    public async ValueTask<Stream> DialAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await resolve(target.Host, cancellationToken);
        var allowed = allowPrivateNetworks ? addresses : Array.FindAll(addresses, AddressPolicy.IsPublic);

        if (addresses.Length > 0 && allowed.Length == 0)
        {
            throw AddressPolicy.Refused($"{target.Host} is not a public address.");
        }

        SocketException? failure = null;

        foreach (var address in allowed)
        {
            try
            {
                return await connect(new(address, target.Port), cancellationToken);
            }
            catch (SocketException exception)
            {
                failure = exception;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
