/// \file One native unit system, CLHEP's: mm, ns, MeV, elementary charge; temperatures in kelvin, angles in radian.
/// Public signatures use the strong types; inner loops use raw doubles in native units.
#pragma once

#include <compare>
#include <numbers>

namespace wirebench {

/// A number with a dimension. `value()` is in native units.
template <class Dimension>
class Quantity {
 public:
  constexpr Quantity() noexcept = default;
  explicit constexpr Quantity(double native_value) noexcept : value_{native_value} {}

  [[nodiscard]] constexpr double value() const noexcept { return value_; }
  /// This quantity counted in `unit`: `length.in(units::centimeter)`.
  [[nodiscard]] constexpr double in(Quantity unit) const noexcept { return value_ / unit.value_; }

  constexpr auto operator<=>(const Quantity&) const = default;
  friend constexpr Quantity operator*(double factor, Quantity q) noexcept { return Quantity{factor * q.value_}; }
  friend constexpr Quantity operator+(Quantity a, Quantity b) noexcept { return Quantity{a.value_ + b.value_}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) noexcept { return Quantity{a.value_ - b.value_}; }
  friend constexpr double operator/(Quantity a, Quantity b) noexcept { return a.value_ / b.value_; }

 private:
  double value_ = 0.0;
};

using Length = Quantity<struct LengthDimension>;                ///< native: mm
using Time = Quantity<struct TimeDimension>;                    ///< native: ns
using Energy = Quantity<struct EnergyDimension>;                ///< native: MeV
using Angle = Quantity<struct AngleDimension>;                  ///< native: rad
using ElectricField = Quantity<struct ElectricFieldDimension>;  ///< native: MV/mm (1 MeV per e per mm)
using Density = Quantity<struct DensityDimension>;              ///< native: g/mm3 (this project's only use of mass)
using StoppingPower = Quantity<struct StoppingPowerDimension>;  ///< native: MeV/mm
using Temperature = Quantity<struct TemperatureDimension>;      ///< native: K
using Speed = Quantity<struct SpeedDimension>;                  ///< native: mm/ns
using DiffusionCoefficient = Quantity<struct DiffusionCoefficientDimension>;  ///< native: mm2/ns

namespace units {
inline constexpr Length millimeter{1.0};
inline constexpr Length centimeter{10.0};
inline constexpr Length meter{1000.0};
inline constexpr Time nanosecond{1.0};
inline constexpr Time microsecond{1.0e3};
inline constexpr Time millisecond{1.0e6};
inline constexpr Energy megaelectronvolt{1.0};
inline constexpr Energy kiloelectronvolt{1.0e-3};
inline constexpr Energy electronvolt{1.0e-6};
inline constexpr Energy gigaelectronvolt{1.0e3};
inline constexpr Angle radian{1.0};
inline constexpr Angle degree{std::numbers::pi / 180.0};
inline constexpr ElectricField volt_per_centimeter{1.0e-7};  // 1e-6 MV per 10 mm
inline constexpr ElectricField kilovolt_per_centimeter{1.0e-4};
inline constexpr Density gram_per_cubic_centimeter{1.0e-3};
inline constexpr StoppingPower mev_per_centimeter{0.1};
inline constexpr Temperature kelvin{1.0};
inline constexpr Speed millimeter_per_microsecond{1.0e-3};
inline constexpr DiffusionCoefficient square_centimeter_per_second{1.0e-7};  // 100 mm2 in 1e9 ns
}  // namespace units

}  // namespace wirebench
