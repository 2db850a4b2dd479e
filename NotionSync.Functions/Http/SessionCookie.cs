using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using NotionSync.Publishing;

namespace NotionSync.Http;

/// <summary>Carries a visitor's session: as <c>Authorization: Bearer</c>, or in a cookie that no script reads.</summary>
internal static class SessionCookie
{
    private const string Path = "/api/public";
    private const string Bearer = "Bearer ";

    /// <returns>The token that was shown, valid or not; the header wins. <see langword="null"/>: none.</returns>
    public static string? TokenOf(HttpRequest request, string tenant)
        => request.Headers.Authorization.ToString() is { Length: > 0 } header
            ? header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : string.Empty
            : request.Cookies.TryGetValue(NameOf(tenant), out var token) ? token : null;

    public static void Set(HttpResponse response, string tenant, Session session)
        => response.Cookies.Append(NameOf(tenant), session.Token, Options(response, session.ExpiresAt));

    public static void Clear(HttpResponse response, string tenant) => response.Cookies.Delete(NameOf(tenant), Options(response, expires: null));

    /// <summary>Sessions of two tenants do not replace each other; a tenant's name may hold what a cookie's name may not.</summary>
    private static string NameOf(string tenant) => $"ns_access_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenant)).AsSpan(0, 8))}";

    private static CookieOptions Options(HttpResponse response, DateTimeOffset? expires)
        => new()
        {
            HttpOnly = true,

            // Behind the Functions host every request comes as plain HTTP; only a browser on this machine may not have TLS.
            Secure = !IsLoopback(response.HttpContext.Request.Host.Host),
            SameSite = SameSiteMode.Lax,
            Path = Path,
            Expires = expires,
            IsEssential = true,
        };

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
