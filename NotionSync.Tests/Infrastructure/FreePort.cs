using System.Net;
using System.Net.Sockets;

namespace NotionSync.Tests.Infrastructure;

/// <summary>A port for somebody who must be told of it before they listen. Whoever can, listens on port 0 instead.</summary>
internal static class FreePort
{
    // Below those that systems give away by themselves (Linux from 32768, others from 49152): nobody gets it by chance meanwhile.
    private const int First = 20_000;
    private const int End = 32_000;

    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);

            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
