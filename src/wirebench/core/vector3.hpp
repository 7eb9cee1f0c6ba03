/// \file Vectors in space: positions in mm, momenta in MeV, unit directions.
#pragma once

#include <cmath>

namespace wirebench {

/// Three Cartesian components. A bulk type: plain numbers, the unit is the holder's.
struct Vector3 {
  double x = 0.0;
  double y = 0.0;
  double z = 0.0;

  constexpr Vector3& operator+=(const Vector3& o) noexcept { return x += o.x, y += o.y, z += o.z, *this; }
  constexpr Vector3& operator-=(const Vector3& o) noexcept { return x -= o.x, y -= o.y, z -= o.z, *this; }
  constexpr Vector3& operator*=(double f) noexcept { return x *= f, y *= f, z *= f, *this; }
  friend constexpr Vector3 operator+(Vector3 a, const Vector3& b) noexcept { return a += b; }
  friend constexpr Vector3 operator-(Vector3 a, const Vector3& b) noexcept { return a -= b; }
  friend constexpr Vector3 operator-(const Vector3& a) noexcept { return {-a.x, -a.y, -a.z}; }
  friend constexpr Vector3 operator*(double f, Vector3 a) noexcept { return a *= f; }
  friend constexpr bool operator==(const Vector3&, const Vector3&) = default;
};

[[nodiscard]] constexpr double dot(const Vector3& a, const Vector3& b) noexcept {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
[[nodiscard]] constexpr Vector3 cross(const Vector3& a, const Vector3& b) noexcept {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
[[nodiscard]] inline double norm(const Vector3& a) noexcept {
  return std::sqrt(dot(a, a));
}
/// Precondition: not the zero vector.
[[nodiscard]] inline Vector3 unit(const Vector3& a) noexcept {
  return (1.0 / norm(a)) * a;
}

/// Unit vector at polar angle acos(`cosine`) and azimuth `phi` (rad).
[[nodiscard]] inline Vector3 direction(double cosine, double phi) noexcept {
  const double square = 1.0 - cosine * cosine;
  const double sine = square > 0.0 ? std::sqrt(square) : 0.0;
  return {sine * std::cos(phi), sine * std::sin(phi), cosine};
}

/// `local`, given in a frame whose z axis is the unit vector `axis`, in the frame `axis` is given in. The azimuth's
/// zero is arbitrary but smooth except at `axis` = -z.
[[nodiscard]] inline Vector3 rotated_to(const Vector3& axis, const Vector3& local) noexcept {
  // The frame of Duff et al., "Building an orthonormal basis, revisited", JCGT 6 (2017) 1.
  const double sign = std::copysign(1.0, axis.z);
  const double a = -1.0 / (sign + axis.z);
  const double b = axis.x * axis.y * a;
  const Vector3 first{1.0 + sign * axis.x * axis.x * a, sign * b, -sign * axis.x};
  const Vector3 second{b, sign + axis.y * axis.y * a, -axis.y};
  return local.x * first + local.y * second + local.z * axis;
}

}  // namespace wirebench
