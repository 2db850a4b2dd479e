using System.Net;
using System.Net.Sockets;

namespace NotionSync.Files;

/// <summary>
/// Which addresses a file may be fetched from. Whoever may write a page in Notion chooses them, so nothing inside our
/// own network may be reachable: only what the registries of special-purpose addresses leave for public use
/// (https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry).
/// </summary>
public static class AddressPolicy
{
    private static readonly IPNetwork[] RefusedIPv4 =
    [
        .. Networks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // Azure's platform, reachable from every machine in it
            "169.254.0.0/16", // link-local, among them the metadata services
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"), // reserved, broadcast
    ];

    // Everything else is special: loopback, unique local, link-local, multicast, IPv4-mapped, NAT64, …
    private static readonly IPNetwork PublicIPv6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] RefusedIPv6 =
    [
        .. Networks(
            "2001::/23", // protocol assignments, among them Teredo, which carries an IPv4 address
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4, which carries an IPv4 address
            "3fff::/20"), // documentation
    ];

    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !RefusedIPv4.Any(network => network.Contains(address)),
        // Said apart, because IPNetwork.Contains of .NET 10 finds ::ffff:8.8.8.8 in 2000::/3.
        AddressFamily.InterNetworkV6 when address.IsIPv4MappedToIPv6 => false,
        AddressFamily.InterNetworkV6 => PublicIPv6.Contains(address) && !RefusedIPv6.Any(network => network.Contains(address)),
        _ => false,
    };

    /// <summary>Reads the URL of a file, or of a redirect on the way to it. Where its name leads is checked when connecting.</summary>
    /// <exception cref="FileDownloadException"><c>address_refused</c></exception>
    public static Uri CheckUrl(string? text, bool allowPrivateNetworks)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.IdnHost.Length == 0)
        {
            throw Refused("The address of the file is no web address.");
        }

        if (url.UserInfo.Length > 0)
        {
            throw Refused("The address of the file holds credentials.");
        }

        if (!allowPrivateNetworks && url.Port is not (443 or 80))
        {
            throw Refused($"The address of the file has a port that is not called: {url.Port}.");
        }

        return url;
    }

    /// <summary>Whether a redirect may lead there: not from an encrypted connection to an open one.</summary>
    /// <exception cref="FileDownloadException"><c>address_refused</c></exception>
    public static Uri CheckRedirect(Uri from, Uri? location, bool allowPrivateNetworks)
    {
        if (location is null || !Uri.TryCreate(from, location, out var target))
        {
            throw Refused($"{from.IdnHost} redirects to an address that cannot be read.");
        }

        var url = CheckUrl(target.AbsoluteUri, allowPrivateNetworks);

        return allowPrivateNetworks || from.Scheme != Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttps
            ? url
            : throw Refused($"{from.IdnHost} redirects to an unencrypted address.");
    }

    internal static FileDownloadException Refused(string message) => new(FileErrors.AddressRefused, message);

    private static IEnumerable<IPNetwork> Networks(params string[] networks) => networks.Select(IPNetwork.Parse);
}
